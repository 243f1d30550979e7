// Leads a person through an action's steps in the tab where its page opened: by a small guide in the page, else in the popup.

import { runInTab } from '../lib/browser.js';
import { findSurface } from '../match/decide.js';
import { describeGuide, isLandingHost } from '../match/guide.js';
import { readHost } from '../match/hosts.js';

/** @typedef {import('./context.js').Context} Context */

/** The guide's scripts come into a page only when there is something to lead through: other pages carry nothing of it. */
const SCRIPTS = ['guide/style.js', 'guide/find-control.js', 'guide/ring.js', 'guide/card.js', 'guide/guide.js'];

/**
 * Answer the guide of a tab.
 * @param {Context} context
 * @param {number | undefined} tabId
 * @returns {Promise<{view: import('../match/guide.js').GuideView, platform: import('../match/decide.js').Platform} | null>} null also when
 *   its action is not in the catalogue any more
 */
export async function readGuide(context, tabId) {
  const guide = tabId === undefined ? null : await context.session.readGuide(tabId, context.now());
  const found = guide && (await context.readNotice(guide.noticeId));
  const action = found?.notice.actions.find(({ id }) => id === guide?.actionId);
  return guide && found && action ? { view: describeGuide(found.notice, action, guide.step), platform: found.platform } : null;
}

/**
 * Show the guide of a tab in the page that it shows now, when that page belongs to the guide's platform.
 * @param {Context} context
 * @param {number} tabId
 * @param {string | undefined} url of the page
 * @returns {Promise<boolean>} whether it is shown
 */
export async function showGuide(context, tabId, url) {
  const guide = await readGuide(context, tabId);
  if (!guide || !url || !isLandingHost(readHost(url), guide.platform)) return false;
  if (findSurface(guide.platform, await context.readChoices()) === 'toolbar') return false;
  await runInTab(tabId, SCRIPTS);
  return true;
}

/**
 * Go to a step, or end the guide.
 * @param {Context} context
 * @param {number | undefined} tabId
 * @param {number | null} step  null: the guide ends
 */
export async function moveGuide(context, tabId, step) {
  const now = context.now();
  const guide = tabId === undefined ? null : await context.session.readGuide(tabId, now);
  if (tabId === undefined || !guide) throw new Error('There is no guide in this tab any more.');
  if (step !== null && !Number.isInteger(step)) throw new Error(`There is no step ${step}.`);
  await context.session.writeGuide(tabId, step === null ? null : { ...guide, step, at: now }, now);
  return readGuide(context, tabId);
}
