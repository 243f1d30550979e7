// What the person did with each notice, kept on this device: closed, done, put off, seen. Keys are notice ids, never hosts.

import { makeTurn } from './turn.js';

/** @typedef {import('../match/decide.js').Mark} Mark */

const KEY = 'marks';

/**
 * The changes a person can make to one mark. Each is a function of the mark before.
 * @type {Record<string, (mark: Mark, given: {revision: number, now: number, until?: number}) => Mark>}
 */
export const CHANGES = {
  close: (mark, { revision }) => ({ ...mark, closed: revision, shown: revision }),
  finish: (mark, { revision, now }) => ({ ...mark, done: { revision, on: new Date(now).toISOString().slice(0, 10) } }),
  snooze: (mark, { until, revision }) => ({ ...mark, snoozed_until: until, shown: revision - 1 }),
  see: (mark, { revision }) => ({ ...mark, shown: Math.max(mark.shown ?? 0, revision) }),
  reopen: () => ({}),
};

export class Marks {
  /** @param {{get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>}} area */
  constructor(area) {
    this.area = area;
    this.inTurn = makeTurn();
  }

  /** @returns {Promise<Record<string, Mark>>} all marks by notice id; what is damaged counts as nothing */
  async read() {
    const held = await this.area.get(KEY);
    return held && typeof held === 'object' && !Array.isArray(held) ? held : {};
  }

  /**
   * @param {string} noticeId
   * @param {string} change name in CHANGES
   * @param {{revision: number, now: number, until?: number}} given
   */
  change(noticeId, change, given) {
    return this.inTurn(async () => {
      const marks = await this.read();
      const after = CHANGES[change](marks[noticeId] ?? {}, given);
      await this.area.set(KEY, { ...marks, [noticeId]: after });
    });
  }
}
