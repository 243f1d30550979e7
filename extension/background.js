// The background: registers every listener on its first turn, because the browser stops and restarts it at will, and wires.

import { makeContext } from './background/context.js';
import { hasMissingGrants, registerScripts } from './background/grants.js';
import { PAGE_MESSAGES } from './background/page-messages.js';
import { planPoll, poll, POLL_ALARM, takePackaged } from './background/poll.js';
import { UI_MESSAGES } from './background/ui-messages.js';
import { fileUrl, onAlarm, onGrantsChanged, onInstalled, onManagedChanged, onMessage, onStartup, openTab, setBadgeColor } from './lib/browser.js';

/** Begun at once: the browser only starts the background when something is asked of it. */
const context = makeContext();

/** @type {Promise<void>} what must have happened before the first answer after an installation or update */
let settled = Promise.resolve();

onInstalled((reason) => {
  settled = context.then(async (own) => {
    await takePackaged(own);
    await planPoll(own);
    await setBadgeColor();
    if (reason === 'install' && (await hasMissingGrants())) await openTab(fileUrl('welcome/welcome.html'));
  });
});

onStartup(() => {
  context.then(async (own) => {
    await planPoll(own);
    await registerScripts(own); // an administrator may have set something else meanwhile
  });
});

onAlarm((name) => {
  if (name === POLL_ALARM) context.then(poll);
});

onGrantsChanged(() => {
  context.then(registerScripts);
});

onManagedChanged(() => {
  context.then(registerScripts);
});

onMessage(async (message, sender, isOwnPage) => {
  await settled;
  const messages = isOwnPage ? UI_MESSAGES : PAGE_MESSAGES;
  // Own keys only: "constructor" is no message.
  const answer = Object.hasOwn(messages, message?.name) ? messages[message.name] : null;
  if (!answer) throw new Error(`There is no message ${message?.name}.`);
  if (!isOwnPage && sender.frameId !== 0) throw new Error('Frames are not answered.');
  return answer(await context, message, sender);
});
