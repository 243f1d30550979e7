// What came up in the current visits: kept in memory only, so that nothing comes up twice in one visit and no visit is ever on the disk.

/**
 * @typedef {{at: number, shown: string[]}} Visit  at: milliseconds of its last page
 * @typedef {Record<string, Visit>} Visits  by platform id
 */

/** A visit is over when its platform was not looked at for so long. */
export const VISIT_ENDS_AFTER = 30 * 60_000;

/**
 * Answer the visit to a platform that goes on now, or a new one.
 * @param {Visits} visits
 * @param {string} platform
 * @param {number} now
 * @returns {Visit}
 */
export function findVisit(visits, platform, now) {
  const visit = Object.hasOwn(visits, platform) ? visits[platform] : undefined;
  return visit && now - visit.at < VISIT_ENDS_AFTER ? { ...visit, at: now } : { at: now, shown: [] };
}

/**
 * Answer the visits after one of a platform changed, without those that are over.
 * @param {Visits} visits
 * @param {string} platform
 * @param {Visit} visit
 * @returns {Visits}
 */
export function keepVisit(visits, platform, visit) {
  const going = Object.entries(visits).filter(([, { at }]) => visit.at - at < VISIT_ENDS_AFTER);
  return Object.fromEntries([...going, [platform, visit]]);
}
