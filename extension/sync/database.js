// Wraps IndexedDB in promises: opens, starts over when the database cannot be opened, and runs one transaction at a time to its end.

import { StoreUnavailable } from './faults.js';

const VERSION = 1;
export const STORES = Object.freeze({ lines: 'lines', generations: 'generations', meta: 'meta' });

/** A lazily opened database that comes back after the browser closed or damaged it. */
export class Database {
  /** @type {Promise<IDBDatabase> | null} */
  #opening = null;
  #factory;
  #name;

  /**
   * @param {IDBFactory} factory
   * @param {string} name
   */
  constructor(factory, name) {
    this.#factory = factory;
    this.#name = name;
  }

  /**
   * Run one transaction: all of it is written or nothing.
   * @template T
   * @param {string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction) => Promise<T>} work  may await nothing but requests of this transaction (see `ask`),
   *   otherwise the browser commits early
   * @returns {Promise<T>} when the transaction is complete, not merely asked for
   * @throws {StoreUnavailable} with nothing written
   */
  async run(stores, mode, work) {
    try {
      return await this.#runOnce(stores, mode, work);
    } catch (error) {
      if (error instanceof DOMException) throw new StoreUnavailable(error);
      throw error;
    }
  }

  /**
   * @template T
   * @param {string[]} stores
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #runOnce(stores, mode, work) {
    let database = await this.#open();
    let transaction;
    try {
      transaction = database.transaction(stores, mode, { durability: 'strict' });
    } catch (error) {
      // The connection was closed behind our back (site data cleared, private window gone): open it once more.
      if (!(error instanceof DOMException)) throw error;
      this.#opening = null;
      database = await this.#open();
      transaction = database.transaction(stores, mode, { durability: 'strict' });
    }
    return finish(transaction, work);
  }

  /** Close the connection; the next run opens it again. */
  async close() {
    const opening = this.#opening;
    this.#opening = null;
    if (opening !== null) (await opening).close();
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    if (this.#opening === null) {
      const opening = this.#openOrStartOver();
      this.#opening = opening;
      // The caller gets the rejection; here only the next call is let try afresh.
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = null;
      });
    }
    return this.#opening;
  }

  /** @returns {Promise<IDBDatabase>} */
  async #openOrStartOver() {
    let database;
    try {
      database = await this.#openOnce();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // All that is in it can be had again from the package and the server; what cannot (the floor) is kept apart from it too.
      await this.#delete();
      database = await this.#openOnce();
    }
    const forget = () => {
      this.#opening = null;
    };
    database.onclose = forget;
    database.onversionchange = () => {
      database.close();
      forget();
    };
    return database;
  }

  /** @returns {Promise<IDBDatabase>} */
  #openOnce() {
    return new Promise((resolve, reject) => {
      const request = this.#factory.open(this.#name, VERSION);
      request.onupgradeneeded = () => {
        for (const store of Object.values(STORES)) request.result.createObjectStore(store);
      };
      request.onsuccess = () => {
        // A half-made database opens without complaint and then has no stores.
        const isWhole = Object.values(STORES).every((store) => request.result.objectStoreNames.contains(store));
        if (isWhole) return resolve(request.result);
        request.result.close();
        return reject(new DOMException('the database lacks its stores', 'NotFoundError'));
      };
      request.onerror = () => reject(request.error ?? new DOMException('open failed', 'UnknownError'));
    });
  }

  /** @returns {Promise<void>} */
  #delete() {
    return new Promise((resolve, reject) => {
      const request = this.#factory.deleteDatabase(this.#name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error ?? new DOMException('delete failed', 'UnknownError'));
      request.onblocked = () => reject(new DOMException('the database is in use elsewhere', 'UnknownError'));
    });
  }
}

/**
 * Wait for one request.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('request failed', 'UnknownError'));
  });
}

/**
 * @template T
 * @param {IDBTransaction} transaction
 * @param {(transaction: IDBTransaction) => Promise<T>} work
 * @returns {Promise<T>}
 */
function finish(transaction, work) {
  return new Promise((resolve, reject) => {
    /** @type {T} */
    let result;
    let isOver = false;
    transaction.oncomplete = () => {
      isOver = true;
      resolve(result);
    };
    transaction.onabort = () => {
      isOver = true;
      reject(transaction.error ?? new DOMException('the transaction was aborted', 'AbortError'));
    };
    work(transaction).then(
      (value) => {
        result = value;
      },
      (error) => {
        reject(error);
        if (!isOver) transaction.abort();
      },
    );
  });
}
