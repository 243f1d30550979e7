// What the person did with each notice, kept on this device: closed, done, put off, seen. Keys are notice ids, never hosts.

import { setAside, siftMarks } from './sift.js';
import { inTurn } from './turn.js';

/** @typedef {import('../match/decide.js').Mark} Mark */
/** @typedef {{revision: number, now: number, until?: number}} Given */

const KEY = 'marks';

/**
 * The changes a person can make to one mark. Each is a function of the mark before.
 * @type {Record<string, (mark: Mark, given: Given) => Mark>}
 */
export const CHANGES = {
  close: (mark, { revision }) => ({ ...mark, closed: revision, shown: revision }),
  finish: (mark, { revision, now }) => ({ ...mark, done: { revision, on: new Date(now).toISOString().slice(0, 10) } }),
  snooze: (mark, { until, revision }) => ({ ...mark, snoozed_until: until, shown: revision - 1 }),
  see: (mark, { revision }) => ({ ...mark, shown: Math.max(mark.shown ?? 0, revision) }),
  reopen: () => ({}),
};

/**
 * @param {Record<string, Mark>} marks  by notice id
 * @param {string} noticeId
 * @param {string} change name in CHANGES
 * @param {Given} given
 */
export function changeMark(marks, noticeId, change, given) {
  return { ...marks, [noticeId]: CHANGES[change](marks[noticeId] ?? {}, given) };
}

export class Marks {
  /** @param {import('./turn.js').Area} area */
  constructor(area) {
    this.area = area;
  }

  /** @returns {Promise<Record<string, Mark>>} all marks by notice id; what is damaged counts as nothing */
  async read() {
    return siftMarks(await this.area.get(KEY)).sound;
  }

  /**
   * @param {string} noticeId
   * @param {string} change name in CHANGES
   * @param {Given} given
   */
  change(noticeId, change, given) {
    return inTurn(this.area, async () => {
      await setAside(this.area);
      await this.area.set(KEY, changeMark(await this.read(), noticeId, change, given));
    });
  }
}
