// What left this browser, kept on it: the newest requests as they were handed to the browser, and totals of the last 30 days.

import { inTurn } from './turn.js';

/**
 * @typedef {import('../sync/fetch-bytes.js').Asked} Asked
 * @typedef {import('../sync/fetch-bytes.js').Ended} Ended
 * @typedef {'planned' | 'asked' | 'report' | 'tickets'} Why  asked: by the person, for news of the catalogue
 * @typedef {Asked & {id: string, at: number, why: Why, ended: Ended | null}} Sent  at: milliseconds since the epoch; ended: null while it
 *   is under way, and for ever when the browser stopped in the middle
 * @typedef {{requests: Sent[], days: Record<string, {count: number, bytes: number}>}} Held  requests: newest first; days in UTC
 */

const KEY = 'sent';
const NEWEST = 50;
const DAYS = 30;
const DAY = 86_400_000;

export class SentList {
  /**
   * @param {import('./turn.js').Area} area
   * @param {() => number} now
   */
  constructor(area, now) {
    this.area = area;
    this.now = now;
    this.count = 0;
    this.hasFailed = false;
  }

  /**
   * Note a request that goes out now.
   * @param {Why} why
   * @param {Asked} asked
   * @returns {(ended: Ended) => void} to be told how it ended
   */
  begin(why, asked) {
    const at = this.now();
    const id = `${at}-${(this.count += 1)}`;
    this.change(({ requests, days }) => {
      const { count = 0, bytes = 0 } = days[dayOf(at)] ?? {};
      return { requests: [{ id, at, why, ...asked, ended: null }, ...requests], days: { ...days, [dayOf(at)]: { count: count + 1, bytes } } };
    });
    return (ended) => {
      this.change(({ requests, days }) => {
        const day = days[dayOf(at)];
        // When the list was cleared meanwhile, its end is nobody's business either.
        if (!requests.some((request) => request.id === id) || !day) return { requests, days };
        return {
          requests: requests.map((request) => (request.id === id ? { ...request, ended } : request)),
          days: { ...days, [dayOf(at)]: { ...day, bytes: day.bytes + ended.bytes } },
        };
      });
    };
  }

  /** @returns {Promise<{requests: Sent[], count: number, bytes: number}>} newest first; the totals of the last 30 days */
  async read() {
    const { requests, days } = await inTurn(this.area, () => this.#read());
    const all = Object.values(days);
    const add = (/** @type {'count' | 'bytes'} */ name) => all.reduce((sum, day) => sum + day[name], 0);
    return { requests, count: add('count'), bytes: add('bytes') };
  }

  /** Forget everything. */
  clear() {
    return inTurn(this.area, () => this.area.set(KEY, { requests: [], days: {} }));
  }

  /**
   * Write a change in its turn; no request waits for that. What cannot be written is left out: a list must not stop what it lists.
   * @param {(held: Held) => Held} make
   */
  change(make) {
    const write = async () => {
      const { requests, days } = make(await this.#read());
      await this.area.set(KEY, { requests: requests.slice(0, NEWEST), days: this.#keepRecent(days) });
    };
    inTurn(this.area, write).catch((fault) => {
      if (!this.hasFailed) console.warn('What left this browser could not be noted:', fault);
      this.hasFailed = true;
    });
  }

  /** @returns {Promise<Held>} what is damaged counts as nothing */
  async #read() {
    const held = await this.area.get(KEY);
    const isWhole = Array.isArray(held?.requests) && typeof held.days === 'object' && held.days !== null;
    return isWhole ? { requests: held.requests, days: this.#keepRecent(held.days) } : { requests: [], days: {} };
  }

  /** @param {Held['days']} days */
  #keepRecent(days) {
    const first = dayOf(this.now() - (DAYS - 1) * DAY);
    return Object.fromEntries(Object.entries(days).filter(([day]) => day >= first));
  }
}

/** @param {number} at @returns {string} the day in UTC */
const dayOf = (at) => new Date(at).toISOString().slice(0, 10);
