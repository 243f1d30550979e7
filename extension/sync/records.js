// Reads packs and deltas: lines of records, in order of id, that count only when their digest is the signed one (PROTOCOL.md, 1).

import { decodeText, encodeHex, encodeText, hashBytes, hashHex, parseJson } from './bytes.js';
import { Refused } from './faults.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{id: string, [key: string]: unknown}} CatalogueRecord */
/** @typedef {{ids: string[], hashes: Bytes, lines: Map<string, string>}} Records ids in order, 32 bytes each, id -> line */
/** @typedef {{id: string, line: string | null}} Change line null: removed */

const MAX_LINE = 16384;
const HASH_BYTES = 32;
const ID = /^[a-z0-9-]{1,40}(?:\/[a-z0-9-]{1,40})?$/;
const ASCII_LINE = /^[\x20-\x7e]*$/;
// Characters that change how a text reads without being seen: controls and lone surrogates, zero-width ones and the
// marks, overrides and isolates of bidirectional text.
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u;

/**
 * Read a whole pack.
 * @param {Bytes} bytes
 * @param {{bytes: number, records: number, sha256: string, digest: string}} expected  from the manifest
 * @returns {Promise<Records>}
 * @throws {Refused} code "altered"
 */
export async function readPack(bytes, expected) {
  if (bytes.length !== expected.bytes) throw new Refused('altered', `the pack has ${bytes.length} bytes, not ${expected.bytes}`);
  if ((await hashHex(bytes)) !== expected.sha256) throw new Refused('altered', 'the pack is not the one of the manifest');
  const lines = splitLines(bytes, 'pack');
  if (lines.length !== expected.records) throw new Refused('altered', `the pack has ${lines.length} records, not ${expected.records}`);
  const ids = lines.map((line) => readRecord(line).id);
  checkOrder(ids, 'pack');
  const hashes = await hashLines(lines);
  if ((await digestHashes(hashes)) !== expected.digest) throw new Refused('altered', 'the pack does not give the digest of the manifest');
  return { ids, hashes, lines: new Map(ids.map((id, index) => [id, lines[index]])) };
}

/**
 * Read one record line.
 * @param {string} line  without its \n
 * @returns {CatalogueRecord}
 * @throws {Refused} code "altered"
 */
export function readRecord(line) {
  if (line.length > MAX_LINE || !ASCII_LINE.test(line)) throw new Refused('altered', 'a line is not a record line');
  const record = parseJson(line);
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new Refused('altered', 'a line is not a record');
  const { id } = /** @type {Record<string, unknown>} */ (record);
  if (typeof id !== 'string' || !ID.test(id)) throw new Refused('altered', 'a record has no id of the right form');
  if (hasHidden(record)) throw new Refused('altered', `${id} holds characters that cannot be seen`);
  return /** @type {CatalogueRecord} */ (record);
}

/**
 * Hash lines.
 * @param {string[]} lines  without their \n
 * @returns {Promise<Bytes>} 32 bytes for each, in the same order
 */
export async function hashLines(lines) {
  const hashes = new Uint8Array(lines.length * HASH_BYTES);
  const each = await Promise.all(lines.map((line) => hashBytes(encodeText(line))));
  each.forEach((hash, index) => hashes.set(hash, index * HASH_BYTES));
  return hashes;
}

/**
 * @param {Bytes} hashes
 * @returns {Promise<string>} the digest, lower-case hex
 */
export function digestHashes(hashes) {
  return hashHex(hashes);
}

/**
 * Cut the hash of one record out of all of them.
 * @param {Uint8Array} hashes
 * @param {number} index
 * @returns {string} lower-case hex
 */
export function hexAt(hashes, index) {
  return encodeHex(hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES));
}

/**
 * Apply a delta in memory. It is not signed, so nothing in it counts unless the result has the signed digest.
 * @param {{ids: string[], hashes: Uint8Array}} held
 * @param {Uint8Array} bytes  the delta file
 * @param {{from: number, to: number, pack: string, digest: string}} expected
 * @returns {Promise<Records>} lines: only those added or replaced
 * @throws {Refused} code "altered"
 */
export async function applyDelta(held, bytes, expected) {
  const changes = readDelta(bytes, expected);
  /** @type {Map<string, string>} */
  const lines = new Map();
  for (const { id, line } of changes) if (line !== null) lines.set(id, line);
  const added = await hashLines([...lines.values()]);
  const addedAt = new Map([...lines.keys()].map((id, index) => [id, index]));

  const ids = [];
  const parts = [];
  let heldIndex = 0;
  for (const { id, line } of changes) {
    // Two sorted lists are merged; JavaScript compares ASCII strings by code point, as the protocol sorts.
    while (heldIndex < held.ids.length && held.ids[heldIndex] < id) {
      ids.push(held.ids[heldIndex]);
      parts.push(cut(held.hashes, heldIndex++));
    }
    const isHeld = held.ids[heldIndex] === id;
    if (isHeld) heldIndex++;
    if (line !== null) {
      ids.push(id);
      parts.push(cut(added, addedAt.get(id) ?? 0));
    } else if (!isHeld) {
      throw new Refused('altered', `the delta removes ${id}, which is not there`);
    }
  }
  for (; heldIndex < held.ids.length; heldIndex++) {
    ids.push(held.ids[heldIndex]);
    parts.push(cut(held.hashes, heldIndex));
  }
  const hashes = new Uint8Array(ids.length * HASH_BYTES);
  parts.forEach((part, index) => hashes.set(part, index * HASH_BYTES));
  if ((await digestHashes(hashes)) !== expected.digest) throw new Refused('altered', 'the delta does not give the digest of the manifest');
  return { ids, hashes, lines };
}

/**
 * @param {Uint8Array} bytes
 * @param {{from: number, to: number, pack: string}} expected
 * @returns {Change[]} in order of id
 */
function readDelta(bytes, { from, to, pack }) {
  const [first, ...rest] = splitLines(bytes, 'delta').map(parseJson);
  const header = /** @type {Record<string, unknown> | null | undefined} */ (first);
  if (header?.from !== from || header.to !== to || header.pack !== pack) throw new Refused('altered', 'the delta is for something else');
  const changes = rest.map((entry) => {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[1] !== 'string') throw new Refused('altered', 'the delta has a malformed line');
    const [sign, text] = entry;
    if (sign === '+') return { id: readRecord(text).id, line: text };
    if (sign === '-' && ID.test(text)) return { id: text, line: null };
    throw new Refused('altered', 'the delta has a malformed line');
  });
  checkOrder(changes.map(({ id }) => id), 'delta');
  return changes;
}

/** @param {Uint8Array} hashes @param {number} index */
function cut(hashes, index) {
  return hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}

/** @param {Uint8Array} bytes @param {string} name @returns {string[]} */
function splitLines(bytes, name) {
  const text = decodeText(bytes);
  if (text === null) throw new Refused('altered', `the ${name} is not text`);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Refused('altered', `the ${name} does not end with a line`);
  return text.slice(0, -1).split('\n');
}

/** @param {string[]} ids @param {string} name */
function checkOrder(ids, name) {
  for (let index = 1; index < ids.length; index++) {
    if (!(ids[index - 1] < ids[index])) throw new Refused('altered', `the ${name} is not in order of id at ${ids[index]}`);
  }
}

/** @param {unknown} value @returns {boolean} whether any text in it, keys included, holds a hidden character */
function hasHidden(value) {
  if (typeof value === 'string') return HIDDEN.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => HIDDEN.test(key) || hasHidden(inner));
}
