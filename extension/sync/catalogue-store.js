// Keeps the catalogue in IndexedDB: lines by their hash, the current generation and the one before, swapped in one transaction.

import { hashHex, encodeText, parseJson } from './bytes.js';
import { ask, Database, STORES } from './database.js';
import { Damaged } from './faults.js';
import { hexAt } from './records.js';
import { TrustStore } from './trust-store.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./records.js').CatalogueRecord} CatalogueRecord */
/**
 * @typedef {object} Generation  one accepted edition in one language
 * @property {number} edition
 * @property {string} manifestHash
 * @property {string[]} signers  key ids that signed the manifest
 * @property {string} published
 * @property {string} language
 * @property {string[]} languages  all that the edition has
 * @property {string} digest
 * @property {string[]} ids  in order
 * @property {Bytes} hashes  32 bytes for each id
 * @property {Record<string, string>} hosts  host -> platform id
 * @typedef {{current: number | null, previous: number | null}} Pointer
 */

const POINTER = 'pointer';
const ALL = [STORES.lines, STORES.generations, STORES.meta];

export class CatalogueStore {
  #database;
  /** @type {Generation | null} the current one, once read; every change of the pointer drops it */
  #current = null;

  /**
   * @param {{indexedDB: IDBFactory, keep: import('./trust-store.js').Keep, name?: string}} parts
   */
  constructor({ indexedDB, keep, name = 'fairnotice-catalogue' }) {
    this.#database = new Database(indexedDB, name);
    /** What clearing this database must not forget. */
    this.trust = new TrustStore(this.#database, keep);
  }

  /** Close the connection to the database. */
  async close() {
    this.#current = null;
    await this.#database.close();
  }

  /**
   * Read the current generation.
   * @returns {Promise<Generation | null>} null when nothing is held or it is lost
   */
  async readCurrent() {
    this.#current ??= await this.#database.run([STORES.generations, STORES.meta], 'readonly', async (transaction) => {
      const { current } = await readPointer(transaction);
      return current === null ? null : readGeneration(transaction, current);
    });
    return this.#current;
  }

  /**
   * Say whether every line of a generation is there and unaltered.
   * @param {Generation} generation
   * @returns {Promise<boolean>}
   */
  async isIntact(generation) {
    try {
      await this.readRecords(generation, generation.ids);
      return true;
    } catch (error) {
      if (error instanceof Damaged) return false;
      throw error;
    }
  }

  /**
   * Make a verified generation the current one: its lines, itself and the pointer in one transaction, and in the same one
   * remove what neither it nor the generation before needs.
   * @param {Generation} generation
   * @param {Map<string, string>} lines  id -> line, at least those not yet held
   * @param {{keepBefore: boolean}} choice  keepBefore: whether the generation before may serve as a fall-back
   */
  async adopt(generation, lines, { keepBefore }) {
    const hashes = new Map(generation.ids.map((id, index) => [id, hexAt(generation.hashes, index)]));
    await this.#database.run(ALL, 'readwrite', async (transaction) => {
      const lineStore = transaction.objectStore(STORES.lines);
      const before = await readPointer(transaction);
      for (const [id, line] of lines) lineStore.put(line, hashes.get(id) ?? missing(id));
      await ask(transaction.objectStore(STORES.generations).put(generation, generation.edition));
      const isReplaced = before.current === generation.edition;
      const previous = keepBefore ? (isReplaced ? before.previous : before.current) : null;
      await ask(transaction.objectStore(STORES.meta).put({ current: generation.edition, previous }, POINTER));
      await removeUnneeded(transaction, generation.edition, previous);
    });
    this.#current = null;
  }

  /**
   * Go back to the generation before, when that is whole; otherwise hold nothing. The floor stays where it is.
   * @returns {Promise<Generation | null>} what is current now
   */
  async fallBack() {
    this.#current = null;
    const previous = await this.#database.run([STORES.generations, STORES.meta], 'readonly', async (transaction) => {
      const pointer = await readPointer(transaction);
      return pointer.previous === null ? null : readGeneration(transaction, pointer.previous);
    });
    const isUsable = previous !== null && (await this.isIntact(previous));
    const current = isUsable ? previous.edition : null;
    await this.#database.run(ALL, 'readwrite', async (transaction) => {
      await ask(transaction.objectStore(STORES.meta).put({ current, previous: null }, POINTER));
      await removeUnneeded(transaction, current, null);
    });
    return isUsable ? previous : null;
  }

  /**
   * Read a platform and its notices, and no other lines.
   * @param {string} id
   * @returns {Promise<{platform: CatalogueRecord, notices: CatalogueRecord[], language: string} | null>} language: of the pack; null when the
   *   catalogue does not have it
   * @throws {Damaged} when a line is lost or altered on this device: repair, then ask again
   */
  async readPlatform(id) {
    const generation = await this.readCurrent();
    if (generation === null || id.includes('/')) return null;
    const own = findFirst(generation.ids, id);
    if (generation.ids[own] !== id) return null;
    const wanted = [own];
    // All ids under "x/" stand together, but not next to "x": "x-ray" sorts between them.
    for (let index = findFirst(generation.ids, `${id}/`); generation.ids[index]?.startsWith(`${id}/`); index++) wanted.push(index);
    const [platform, ...notices] = await this.readRecords(generation, wanted.map((index) => generation.ids[index]));
    return { platform, notices, language: generation.language };
  }

  /** @returns {Promise<Record<string, string>>} host -> platform id of the current generation; empty when nothing is held */
  async readHosts() {
    return (await this.readCurrent())?.hosts ?? {};
  }

  /**
   * Read records of a generation, each checked against its hash.
   * @param {Pick<Generation, 'ids' | 'hashes'>} generation
   * @param {string[]} ids
   * @returns {Promise<CatalogueRecord[]>}
   * @throws {Damaged}
   */
  async readRecords(generation, ids) {
    const hashes = ids.map((id) => hexAt(generation.hashes, findFirst(generation.ids, id)));
    const lines = await this.#database.run([STORES.lines], 'readonly', async (transaction) => {
      const store = transaction.objectStore(STORES.lines);
      return Promise.all(hashes.map((hash) => ask(store.get(hash))));
    });
    return Promise.all(lines.map(async (line, index) => {
      if (typeof line !== 'string' || (await hashHex(encodeText(line))) !== hashes[index]) throw new Damaged(`the line of ${ids[index]} is lost`);
      return /** @type {CatalogueRecord} */ (parseJson(line));
    }));
  }
}

/** @param {IDBTransaction} transaction @returns {Promise<Pointer>} */
async function readPointer(transaction) {
  return (await ask(transaction.objectStore(STORES.meta).get(POINTER))) ?? { current: null, previous: null };
}

/** @param {IDBTransaction} transaction @param {number} edition @returns {Promise<Generation | null>} */
async function readGeneration(transaction, edition) {
  return (await ask(transaction.objectStore(STORES.generations).get(edition))) ?? null;
}

/**
 * @param {IDBTransaction} transaction
 * @param {number | null} current
 * @param {number | null} previous
 */
async function removeUnneeded(transaction, current, previous) {
  const generations = transaction.objectStore(STORES.generations);
  /** @type {Set<IDBValidKey>} */
  const needed = new Set();
  for (const edition of await ask(generations.getAllKeys())) {
    if (edition !== current && edition !== previous) generations.delete(edition);
    else for (const hash of listHashes(await ask(generations.get(edition)))) needed.add(hash);
  }
  const lines = transaction.objectStore(STORES.lines);
  for (const hash of await ask(lines.getAllKeys())) if (!needed.has(hash)) lines.delete(hash);
}

/** @param {Pick<Generation, 'ids' | 'hashes'>} generation @returns {string[]} */
function listHashes({ ids, hashes }) {
  return ids.map((_, index) => hexAt(hashes, index));
}

/**
 * Find by halving.
 * @param {string[]} ids  in order
 * @param {string} id
 * @returns {number} the index of the first that is not before id
 */
function findFirst(ids, id) {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle] < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {string} id @returns {never} */
function missing(id) {
  throw new Error(`the line of ${id} belongs to no record of the generation`);
}
