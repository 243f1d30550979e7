// Keeps what must outlive the catalogue: root, floor, newest head, status. Two places, so that clearing the database forgets none of it.

import { ask, STORES } from './database.js';
import { StoreUnavailable } from './faults.js';

/** @typedef {import('./database.js').Database} Database */
/** @typedef {import('./payloads.js').Root} Root */
/** @typedef {import('./trust.js').Floor} Floor */
/** @typedef {import('./trust.js').SeenHead} SeenHead */
/**
 * @typedef {object} Keep  a small key-value store apart from IndexedDB (the extension's local storage); values are JSON
 * @property {(key: string) => Promise<unknown>} get  undefined or null when there is none
 * @property {(key: string, value: unknown) => Promise<void>} set
 */
/**
 * @typedef {object} Status  what the popup shows
 * @property {number | null} edition
 * @property {string | null} published  time
 * @property {string | null} confirmed_on  time at which a valid head named the held edition
 * @property {string | null} last_attempt  time
 * @property {string | null} next_poll  time
 * @property {number} failures  in a row
 * @property {{code: string, at: string} | null} fault
 * @property {string[]} withdrawn  ids of notices and actions to hide
 */

const KEYS = Object.freeze({ root: 'catalogue_root', floor: 'catalogue_floor', head: 'catalogue_head', status: 'catalogue_status' });

/** @type {Readonly<Status>} */
const NO_STATUS = Object.freeze({
  edition: null, published: null, confirmed_on: null, last_attempt: null, next_poll: null, failures: 0, fault: null, withdrawn: [],
});

export class TrustStore {
  #database;
  #keep;

  /**
   * @param {Database} database
   * @param {Keep} keep
   */
  constructor(database, keep) {
    this.#database = database;
    this.#keep = keep;
  }

  /** @returns {Promise<Root | null>} the highest root held in either place */
  async readRoot() {
    return this.#readHighest(KEYS.root, (/** @type {Root} */ one, other) => one.version - other.version);
  }

  /** @returns {Promise<Floor | null>} the highest floor held in either place */
  async readFloor() {
    // A floor accepted under a later root outranks a higher one from before: that may be a thief's.
    return this.#readHighest(KEYS.floor, (/** @type {Floor} */ one, other) => one.root - other.root || one.edition - other.edition);
  }

  /** @returns {Promise<SeenHead | null>} the newest head seen in either place */
  async readHead() {
    return this.#readHighest(
      KEYS.head,
      (/** @type {SeenHead} */ one, other) => one.root - other.root || Date.parse(one.issued ?? '1970-01-01') - Date.parse(other.issued ?? '1970-01-01'),
    );
  }

  /** @param {Root} root */
  writeRoot(root) {
    return this.#write(KEYS.root, root);
  }

  /** @param {Floor} floor */
  writeFloor(floor) {
    return this.#write(KEYS.floor, floor);
  }

  /** @param {SeenHead} head */
  writeHead(head) {
    return this.#write(KEYS.head, head);
  }

  /** @returns {Promise<Status>} */
  async readStatus() {
    return { ...NO_STATUS, .../** @type {Partial<Status> | null} */ (await this.#keep.get(KEYS.status)) };
  }

  /** @param {Partial<Status>} change */
  async writeStatus(change) {
    await this.#set(KEYS.status, { ...(await this.readStatus()), ...change });
  }

  /**
   * @template T
   * @param {string} key
   * @param {(one: T, other: T) => number} compare
   * @returns {Promise<T | null>}
   */
  async #readHighest(key, compare) {
    const apart = /** @type {T | null | undefined} */ (await this.#keep.get(key)) ?? null;
    const inside = await this.#database.run([STORES.meta], 'readonly', async (transaction) => {
      return /** @type {T | undefined} */ (await ask(transaction.objectStore(STORES.meta).get(key))) ?? null;
    });
    if (apart === null || inside === null) return apart ?? inside;
    return compare(apart, inside) >= 0 ? apart : inside;
  }

  /** @param {string} key @param {unknown} value */
  async #write(key, value) {
    // First the place that survives: a crash in between then only leaves the lower copy behind, which loses.
    await this.#set(key, value);
    await this.#database.run([STORES.meta], 'readwrite', async (transaction) => {
      await ask(transaction.objectStore(STORES.meta).put(value, key));
    });
  }

  /** @param {string} key @param {unknown} value @throws {StoreUnavailable} */
  async #set(key, value) {
    try {
      await this.#keep.set(key, value);
    } catch (cause) {
      throw new StoreUnavailable(cause);
    }
  }
}
