// Which tab is being led through an action's steps, and how far: kept in memory only, by tab, and over when the tab is closed or left alone.

/**
 * @typedef {{noticeId: string, actionId: string, step: number, at: number}} Guide  step: index; at: milliseconds of the last use
 * @typedef {Record<string, Guide>} Guides  by tab id
 */

/** A guide that nobody used for so long is over. */
export const GUIDE_ENDS_AFTER = 60 * 60_000;

/**
 * @param {Guides} guides
 * @param {number} tabId
 * @param {number} now
 * @returns {Guide | null}
 */
export function findGuide(guides, tabId, now) {
  const guide = Object.hasOwn(guides, tabId) ? guides[tabId] : undefined;
  return guide && now - guide.at < GUIDE_ENDS_AFTER ? guide : null;
}

/**
 * Answer the guides after one began, went on or ended, without those that are over.
 * @param {Guides} guides
 * @param {number} tabId
 * @param {Guide | null} guide  null: it ended
 * @param {number} now
 * @returns {Guides}
 */
export function keepGuide(guides, tabId, guide, now) {
  const others = Object.entries(guides).filter(([id, { at }]) => id !== String(tabId) && now - at < GUIDE_ENDS_AFTER);
  return Object.fromEntries(guide ? [...others, [tabId, guide]] : others);
}
