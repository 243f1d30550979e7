// Opens links: always the one in the verified record, checked once more here, never an address that a message brought.

import { passing } from '../lib/browser.js';
import { hasGuide } from '../match/guide.js';
import { checkLink } from '../match/links.js';

/** @typedef {import('./context.js').Context} Context */

/** @typedef {(url: string) => Promise<{id?: number} | undefined>} Open  gives the new tab */

const keyOf = (/** @type {string} */ noticeId) => `opened:${noticeId}`;

/** @param {string} noticeId @returns {Promise<string | undefined>} the action of it that was opened last since the browser started */
export const readOpened = (noticeId) => passing.get(keyOf(noticeId));

/**
 * Open an action's link, remember which until the browser ends, and begin to lead the person through its steps in the new tab. A link
 * that fails the check on this device is not opened, however validly it is signed.
 * @param {Context} context
 * @param {string} noticeId
 * @param {string} actionId
 * @param {Open} open
 */
export async function openAction(context, noticeId, actionId, open) {
  const found = await context.readNotice(noticeId);
  const action = found?.notice.actions.find(({ id }) => id === actionId);
  if (!found || !action) throw new Error('There is no such action any more.');
  const fault = checkLink(action.url, found.platform);
  if (fault) throw new Error(`This link is not opened: ${fault}.`);
  const tab = await open(action.url);
  const now = context.now();
  if (tab?.id !== undefined && hasGuide(action)) await context.session.writeGuide(tab.id, { noticeId, actionId, step: 0, at: now }, now);
  await passing.set(keyOf(noticeId), actionId);
  return true;
}

/**
 * Open a source's page.
 * @param {Context} context
 * @param {string} noticeId
 * @param {number} index
 * @param {Open} open
 */
export async function openSource(context, noticeId, index, open) {
  const source = (await context.readNotice(noticeId))?.notice.sources[index];
  if (!source) throw new Error('There is no such source any more.');
  // A source may stand on any host; every other rule for links holds for it too.
  const host = URL.canParse(source.url) ? new URL(source.url).hostname : '';
  const fault = checkLink(source.url, { hosts: [], link_hosts: [host] });
  if (fault) throw new Error(`This link is not opened: ${fault}.`);
  await open(source.url);
  return true;
}
