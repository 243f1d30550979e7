// A client as a browser would run it: the real sync code, real fetch, a database in memory, a clock that tests turn.

import { IDBFactory } from 'fake-indexeddb';
import { CatalogueServer } from '../catalogue-server.js';
import { DAY, makeRecords, Publisher, START } from '../publisher.js';
import { CatalogueStore } from '../../../extension/sync/catalogue-store.js';
import { adoptSeed, repairCatalogue, sync } from '../../../extension/sync/sync.js';

/** @typedef {import('../../../extension/sync/sync.js').SyncOptions} SyncOptions */

export class Client {
  clock = START + DAY;
  indexedDB = new IDBFactory();
  /** @type {Map<string, unknown>} stands for the extension's local storage */
  kept = new Map();
  /** @type {(url: string) => Promise<boolean>} */
  mayFetch = async () => true;
  store = this.openStore();

  /**
   * @param {Map<string, Buffer>} seed
   * @param {string} server
   */
  constructor(seed, server) {
    this.seed = seed;
    this.server = server;
  }

  openStore() {
    return new CatalogueStore({
      indexedDB: this.indexedDB,
      keep: {
        get: async (key) => structuredClone(this.kept.get(key)),
        set: async (key, value) => void this.kept.set(key, JSON.parse(JSON.stringify(value))),
      },
    });
  }

  /** Lose the whole database, as clearing site data does. */
  async clearDatabase() {
    await this.store.close();
    this.indexedDB = new IDBFactory();
    this.store = this.openStore();
  }

  /** @type {SyncOptions['readSeed']} */
  readSeed = async (name) => {
    const bytes = this.seed.get(name);
    return bytes === undefined ? null : new Uint8Array(bytes);
  };

  /** @param {Partial<SyncOptions>} [change] @returns {SyncOptions} */
  options(change = {}) {
    return {
      server: this.server, catalogue: 'fairnotice', store: this.store, readSeed: this.readSeed, mayFetch: (url) => this.mayFetch(url),
      now: () => this.clock, random: () => 0.5, ...change,
    };
  }

  /** @param {Partial<SyncOptions>} [change] */
  sync(change) {
    return sync(this.options(change));
  }

  /** @param {Partial<SyncOptions>} [change] */
  adoptSeed(change) {
    return adoptSeed(this.options(change));
  }

  /** @param {Partial<SyncOptions>} [change] */
  repair(change) {
    return repairCatalogue(this.options(change));
  }

  status() {
    return this.store.trust.readStatus();
  }

  /** @returns {Promise<string>} the summary of the first notice: what the person sees */
  async summary() {
    const found = await this.store.readPlatform('p0');
    return String(found?.notices[0]?.summary);
  }
}

/**
 * Set up the usual scene: root 1, editions 1 (in the package, and held) and 2 (current), a server that serves them.
 * @param {import('node:test').TestContext} context
 * @param {{platforms?: number}} [options]
 */
export async function setScene(context, { platforms = 6 } = {}) {
  const publisher = new Publisher();
  publisher.publishRoot();
  publisher.publishEdition(1, { en: makeRecords(platforms, 'one') });
  publisher.publishHead(1);
  const seed = publisher.packSeed(1);
  const changed = makeRecords(platforms, 'one').map((record) => (record.id === 'p0/ai-sharing' ? { ...record, summary: 'It says two.' } : record));
  publisher.publishEdition(2, { en: changed }, { published: START + DAY });
  publisher.publishHead(2, { issued: START + DAY });
  const server = new CatalogueServer(publisher.files);
  const address = await server.start();
  context.after(() => server.stop());
  const client = new Client(seed, address);
  await client.adoptSeed();
  return { publisher, server, client };
}
