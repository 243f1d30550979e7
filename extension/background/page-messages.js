// What content scripts may ask. They name notices and actions, never addresses; the page they run in decides what they get.

import { lasting, openTab } from '../lib/browser.js';
import { findSurface, nameRevision } from '../match/decide.js';
import { describe } from '../match/describe.js';
import { changeChoices } from '../state/choices.js';
import { showCount } from './badge.js';
import { wordBanner, wordGuide } from './card-words.js';
import { markNotice } from './finish.js';
import { registerScripts } from './grants.js';
import { moveGuide, readGuide, showGuide } from './guides.js';
import { openAction, openSource } from './open.js';
import { openReport } from './report-messages.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('../lib/browser.js').Sender} Sender */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @type {Record<string, (context: Context, message: any, sender: Sender) => Promise<unknown>>} */
export const PAGE_MESSAGES = {
  /**
   * Count for the toolbar, and answer the banner to show on the sender's page now; null when there is none. To a page where none may come
   * up yet, answer that one waits. A page that the person is led through gets its guide instead.
   */
  'page:get-banner': (context, { isReady }, sender) => context.inTurn(async () => {
    const tabId = sender.tab?.id;
    if (tabId === undefined) return null;
    const [isGuided, found, isAllowed] = await Promise.all([
      showGuide(context, tabId, sender.url), context.findPlatform(sender.url), sender.url !== undefined && context.mayFetch(sender.url),
      context.session.forgetRemoved(tabId), context.session.forgetUnseen(tabId),
    ]);
    if (!found || !isAllowed) return null; // revoked since the page was opened
    const { judged, banner, marks, choices } = await context.judge(found);
    const isShown = isReady && banner && !isGuided;
    const isInPage = findSurface(found.platform, choices) === 'page';
    await Promise.all([
      showCount(context, { id: tabId, url: sender.url }, found, judged),
      isInPage && context.session.notePage(found.platform.id, isShown ? nameRevision(banner) : null, context.now(), tabId),
    ]);
    if (!isShown) return banner && !isGuided ? { waits: true } : null;
    const shown = judged.filter(({ notice, state }) => notice === banner || state === 'open' || state === 'changed');
    shown.sort((a, b) => Number(b.notice === banner) - Number(a.notice === banner));
    const notices = shown.map((item) =>
      describe(item, { words: context.words, language: context.language, now: context.now(), region: choices.region, mark: marks[item.notice.id] }),
    );
    return { platform: found.platform.id, notices, ...wordBanner(context, found.platform.name, notices.length - 1) };
  }),

  /** Close the banner until something changes. */
  'page:close': (context, { noticeId }, sender) => change(context, sender, noticeId, 'close'),

  /** The banner came into view: from now on it has come up. */
  async 'page:note-in-view'(context, { noticeId }, sender) {
    await own(context, sender, noticeId);
    return true;
  },

  /** The banner was in view long enough. */
  'page:see': (context, { noticeId }, sender) => change(context, sender, noticeId, 'see'),

  /** The page took the banner away; the popup says so. */
  async 'page:note-removed'(context, { noticeId }, sender) {
    await own(context, sender, noticeId);
    if (sender.tab?.id !== undefined) await context.session.noteRemoved(sender.tab.id, noticeId);
    return true;
  },

  /** Tick the notice off. */
  'page:finish': (context, { noticeId }, sender) => change(context, sender, noticeId, 'finish'),

  /** Put the notice off: for an hour, until tomorrow, for a month; or leave the platform's pages, or the whole platform, alone. */
  async 'page:put-off'(context, { noticeId, how }, sender) {
    const list = { platform: /** @type {const} */ ('muted'), toolbar: /** @type {const} */ ('toolbar_only') }[String(how)];
    if (list) {
      const { platform } = await own(context, sender, noticeId);
      const choices = await context.readChoices();
      await changeChoices(lasting, { [list]: [...new Set([...choices[list], platform.id])] });
      if (list === 'toolbar_only') await registerScripts(context);
      return true;
    }
    const until = { hour: context.now() + HOUR, day: startOfTomorrow(context.now()), month: context.now() + 30 * DAY }[String(how)];
    if (until === undefined) throw new Error(`There is no way of putting off called ${how}.`);
    const { platform, notice } = await own(context, sender, noticeId);
    await mark(context, sender, noticeId, 'snooze', until);
    await context.session.forgetShown(platform.id, nameRevision(notice));
    return true;
  },

  /** Open an action's page in a new tab beside this one. */
  async 'page:open-action'(context, { noticeId, actionId }, sender) {
    await own(context, sender, noticeId);
    return openAction(context, noticeId, actionId, (url) => openTab(url, { index: (sender.tab?.index ?? 0) + 1 }));
  },

  /** Open a source's page in a new tab. */
  async 'page:open-source'(context, { noticeId, index }, sender) {
    await own(context, sender, noticeId);
    return openSource(context, noticeId, index, (url) => openTab(url, { index: (sender.tab?.index ?? 0) + 1 }));
  },

  /** Open the page on which a problem with a notice is reported, in a new tab. */
  async 'page:open-report'(context, { noticeId, actionId }, sender) {
    await own(context, sender, noticeId);
    return openReport({ noticeId, actionId }, { index: (sender.tab?.index ?? 0) + 1 });
  },

  /** Open the same for what the guide of the sender's tab leads through: its page may stand on a host of nobody's. */
  async 'page:report-guide'(context, _, sender) {
    const guide = sender.tab?.id === undefined ? null : await context.session.readGuide(sender.tab.id, context.now());
    if (!guide) throw new Error('There is no guide in this tab any more.');
    return openReport(guide, { index: (sender.tab?.index ?? 0) + 1 });
  },

  /** Answer the guide of the sender's tab, or null. */
  async 'page:get-guide'(context, _, sender) {
    const guide = await readGuide(context, sender.tab?.id);
    return guide && { ...guide.view, ...wordGuide(context, guide) };
  },

  /** Go to a step of the guide of the sender's tab. */
  async 'page:move-guide'(context, { step }, sender) {
    const guide = await moveGuide(context, sender.tab?.id, Number(step));
    return guide && { ...guide.view, ...wordGuide(context, guide) };
  },

  /** End the guide of the sender's tab; the notice stays as it is. */
  async 'page:end-guide'(context, _, sender) {
    await moveGuide(context, sender.tab?.id, null);
    return true;
  },

  /** End the guide of the sender's tab, and tick its notice off. */
  async 'page:finish-guide'(context, _, sender) {
    const guide = await readGuide(context, sender.tab?.id);
    if (!guide) throw new Error('There is no guide in this tab any more.');
    await mark(context, sender, guide.view.noticeId, 'finish');
    await moveGuide(context, sender.tab?.id, null);
    return true;
  },
};

/**
 * Answer the notice, when it belongs to the platform of the sender's page. A script in one page cannot act for another. Whatever a card
 * tells us, it is in view.
 * @param {Context} context
 * @param {Sender} sender
 * @param {string} noticeId
 */
async function own(context, sender, noticeId) {
  const [here, found] = [await context.findPlatform(sender.url), await context.readNotice(noticeId)];
  if (!here || !found || here.platform.id !== found.platform.id) throw new Error('This notice does not belong to this page.');
  if (sender.tab?.id !== undefined) await context.session.noteInView(sender.tab.id);
  return found;
}

/**
 * @param {Context} context
 * @param {Sender} sender
 * @param {string} noticeId
 * @param {string} name of a change in state/marks.js
 * @param {number} [until]
 */
async function change(context, sender, noticeId, name, until) {
  await own(context, sender, noticeId);
  return mark(context, sender, noticeId, name, until);
}

/**
 * @param {Context} context
 * @param {Sender} sender
 * @param {string} noticeId
 * @param {string} name of a change in state/marks.js
 * @param {number} [until]
 */
async function mark(context, sender, noticeId, name, until) {
  const found = await context.readNotice(noticeId);
  if (!found) throw new Error('This notice is not in the catalogue any more.');
  await markNotice(context, found, name, until);
  await showCount(context, { ...sender.tab, url: sender.url }, found);
  return true;
}

/** @param {number} now */
function startOfTomorrow(now) {
  const day = new Date(now);
  day.setHours(24, 0, 0, 0);
  return day.getTime();
}
