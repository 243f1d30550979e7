// Which notices the overview's filter lets through, and which one is next.

/** @typedef {import('../background/overview-messages.js').OverviewPlatform} Platform */
/** @typedef {import('../background/overview-messages.js').OverviewNotice} Notice */
/**
 * @typedef {{text: string, topic: string | null, state: 'all' | 'open' | 'done', isHere: boolean}} Filter
 *   text: folded; topic null: all
 */

/** Make texts comparable: without case and accents. @param {string} text */
export const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** @param {Notice} notice */
const isOpen = ({ state }) => state === 'open' || state === 'changed';

/** @param {Filter} filter @param {Platform} platform @param {Notice} notice */
export function shows({ text, topic, state, isHere }, platform, notice) {
  if (isHere && notice.state === 'elsewhere') return false;
  if (topic && notice.topic !== topic) return false;
  if (state === 'open' && !isOpen(notice)) return false;
  if (state === 'done' && notice.state !== 'done') return false;
  return !text || [platform.name, platform.also, notice.headline].some((own) => fold(own).includes(text));
}

/** Say whether a platform without any notice is let through. @param {Filter} filter @param {Platform} platform */
export const showsEmpty = ({ text, topic, state }, { name, also }) =>
  topic === null && state === 'all' && [name, also].some((own) => fold(own).includes(text));

/**
 * Answer the most urgent open notice with an action on the first platform after the last one, going round at the end.
 * @param {Filter} filter  its search and topic narrow the way; its state does not, for only open ones are gone to
 * @param {Platform[]} platforms by name
 * @param {string | null} last id of a platform
 * @returns {{platform: Platform, notice: Notice} | null}
 */
export function pickNext(filter, platforms, last) {
  const start = platforms.findIndex(({ id }) => id === last) + 1;
  for (const platform of [...platforms.slice(start), ...platforms.slice(0, start)]) {
    const notice = platform.notices.find((each) => each.action && shows({ ...filter, state: 'open' }, platform, each));
    if (notice) return { platform, notice };
  }
  return null;
}
