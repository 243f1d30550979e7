// The background: registers every listener on its first turn, because the browser stops and restarts it at will, and wires.

import { makeContext } from './background/context.js';
import { hasMissingGrants, registerScripts } from './background/grants.js';
import { PAGE_MESSAGES } from './background/page-messages.js';
import { planPoll, poll, POLL_ALARM, takePackaged } from './background/poll.js';
import { PAGE_REPORT_MESSAGES, REPORT_MESSAGES } from './background/report-messages.js';
import { SENT_MESSAGES } from './background/sent-messages.js';
import { UI_MESSAGES } from './background/ui-messages.js';
import { fileUrl, onAlarm, onGrantsChanged, onInstalled, onMessage, onStartup, openTab, setBadgeColor } from './lib/browser.js';

/** @typedef {import('./background/context.js').Context} Context */
/** @type {Record<string, (context: Context, message: any, sender: import('./lib/browser.js').Sender) => Promise<unknown>>} */
const FROM_OWN_PAGES = { ...UI_MESSAGES, ...REPORT_MESSAGES, ...SENT_MESSAGES };
const FROM_CONTENT_SCRIPTS = { ...PAGE_MESSAGES, ...PAGE_REPORT_MESSAGES };

/** @type {Promise<Context> | null} */
let context = null;
const ready = () => (context ??= makeContext());

/** @type {Promise<void>} what must have happened before the first answer after an installation or update */
let settled = Promise.resolve();

onInstalled((reason) => {
  settled = ready().then(async (own) => {
    await takePackaged(own);
    await planPoll(own);
    await setBadgeColor();
    if (reason === 'install' && (await hasMissingGrants())) await openTab(fileUrl('welcome/welcome.html'));
  });
});

onStartup(() => {
  ready().then(planPoll);
});

onAlarm((name) => {
  if (name === POLL_ALARM) ready().then(poll);
});

onGrantsChanged(() => {
  ready().then(registerScripts);
});

onMessage(async (message, sender, isOwnPage) => {
  await settled;
  const answer = (isOwnPage ? FROM_OWN_PAGES : FROM_CONTENT_SCRIPTS)[message?.name];
  if (!answer) throw new Error(`There is no message ${message?.name}.`);
  if (!isOwnPage && sender.frameId !== 0) throw new Error('Frames are not answered.');
  return answer(await ready(), message, sender);
});
