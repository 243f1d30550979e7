// What content scripts may ask. They name notices and actions, never addresses; the page they run in decides what they get.

import { lasting, openTab, setBadge } from '../lib/browser.js';
import { NOTICE_LANGUAGE, direction, textLanguage } from '../lib/words.js';
import { lastMaterial } from '../match/decide.js';
import { describe } from '../match/describe.js';
import { changeChoices } from '../state/choices.js';
import { openAction, openSource } from './open.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('../lib/browser.js').Sender} Sender */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @type {Record<string, (context: Context, message: any, sender: Sender) => Promise<unknown>>} */
export const PAGE_MESSAGES = {
  /** Answer the banner to show on the sender's page now, or null. */
  async 'page:get-banner'(context, _, sender) {
    const found = await context.findPlatform(sender.url);
    if (!found || sender.tab?.id === undefined) return null;
    const { judged, banner, marks, choices } = await context.judge(found);
    await showCount(context, sender.tab.id, found, judged);
    if (!banner) return null;
    await context.noteUnasked(banner.id);
    const shown = judged.filter(({ notice, state }) => notice === banner || state === 'open' || state === 'changed');
    shown.sort((a, b) => Number(b.notice === banner) - Number(a.notice === banner));
    const notices = shown.map((item) =>
      describe(item, { ...context, now: context.now(), region: choices.region, mark: marks[item.notice.id] }),
    );
    return { platform: found.platform.id, notices, ...frame(context, found.platform.name, notices.length - 1) };
  },

  /** Close the banner until something changes. */
  'page:close': (context, { noticeId }, sender) => change(context, sender, noticeId, 'close'),

  /** The banner was in view long enough. */
  'page:see': (context, { noticeId }, sender) => change(context, sender, noticeId, 'see'),

  /** Tick the notice off. */
  'page:finish': (context, { noticeId }, sender) => change(context, sender, noticeId, 'finish'),

  /** Put the notice off: for an hour, until tomorrow, for a month, or leave the platform alone. */
  async 'page:put-off'(context, { noticeId, how }, sender) {
    if (how === 'platform') {
      const { platform } = await own(context, sender, noticeId);
      const { muted } = await context.readChoices();
      await changeChoices(lasting, { muted: [...new Set([...muted, platform.id])] });
      return true;
    }
    const until = { hour: context.now() + HOUR, day: startOfTomorrow(context.now()), month: context.now() + 30 * DAY }[String(how)];
    if (until === undefined) throw new Error(`There is no way of putting off called ${how}.`);
    return change(context, sender, noticeId, 'snooze', until);
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
};

/**
 * Answer the notice, when it belongs to the platform of the sender's page. A script in one page cannot act for another.
 * @param {Context} context
 * @param {Sender} sender
 * @param {string} noticeId
 */
export async function own(context, sender, noticeId) {
  const [here, found] = [await context.findPlatform(sender.url), await context.readNotice(noticeId)];
  if (!here || !found || here.platform.id !== found.platform.id) throw new Error('This notice does not belong to this page.');
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
  const found = await own(context, sender, noticeId);
  await context.marks.change(noticeId, name, { revision: lastMaterial(found.notice), now: context.now(), until });
  if (sender.tab?.id !== undefined) await showCount(context, sender.tab.id, found, (await context.judge(found)).judged);
  return true;
}

/**
 * Show how many notices are open on the toolbar's icon of a tab.
 * @param {Context} context
 * @param {number} tabId
 * @param {import('./context.js').Found} found
 * @param {import('../match/decide.js').Judged[]} judged
 */
function showCount({ words }, tabId, { platform }, judged) {
  const open = judged.filter(({ state }) => state === 'open' || state === 'changed').length;
  const title = open ? words(open === 1 ? 'badge_one' : 'badge_open', platform.name, open) : words('badge_none', platform.name);
  return setBadge(tabId, { text: open ? String(open) : '', title });
}

/**
 * The card's own words.
 * @param {Context} context
 * @param {string} name of the platform
 * @param {number} others
 */
function frame({ words, language }, name, others) {
  const labels = {
    banner_label: words('banner_label', name),
    about: words('banner_about', name),
    close: words('banner_close'),
    done: words('banner_done'),
    details: words('banner_details'),
    others: others > 0 ? words(others === 1 ? 'banner_one_more' : 'banner_more', others, name) : '',
    later: words('banner_later'),
    later_hour: words('later_hour'),
    later_day: words('later_day'),
    later_month: words('later_month'),
    later_platform: words('later_platform', name),
    more_actions: words('detail_actions'),
    sources: words('detail_sources'),
    where: words('detail_where'),
    why_title: words('detail_why'),
    report: words('banner_report'),
    opened: words('action_opened'),
    opened_mail: words('action_opened_mail'),
  };
  return { labels, direction: direction(language), language: textLanguage(language), notice_language: NOTICE_LANGUAGE };
}

/** @param {number} now */
function startOfTomorrow(now) {
  const day = new Date(now);
  day.setHours(24, 0, 0, 0);
  return day.getTime();
}
