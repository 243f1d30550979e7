// Checks the shape of root, manifest and head: only what is named here, in the form named here, goes on (PROTOCOL.md, 1).

import { decodeBase64, hashHex } from './bytes.js';
import { Refused } from './faults.js';

/** @typedef {import('./envelope.js').Role} Role */
/**
 * @typedef {{version: number, expires: string, floor: number, mirrors: string[], keys: Record<string, string>,
 *   roles: {root: Role, catalogue: Role, timestamp: Role}}} Root
 * @typedef {{records: number, bytes: number, sha256: string, digest: string, deltas: Record<string, number>}} Pack
 * @typedef {{edition: number, previous: string | null, published: string, validUntil: string, packs: Record<string, Pack>}} Manifest
 * @typedef {{edition: number, manifest: string, root: number, issued: string, expires: string, next: number | null,
 *   withdrawn: string[]}} Head
 */

export const FORMAT = 1;
const MAX_PACK_BYTES = 32 * 1024 * 1024;
const MAX_RECORDS = 100_000;
const MAX_WITHDRAWN = 64;
const MAX_MIRRORS = 16;

const HASH = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;
const EDITION_KEY = /^[1-9][0-9]{0,15}$/;
const WITHDRAWN_ID = /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}(?:\/[a-z0-9-]{1,40})?$/;

/**
 * @param {Record<string, unknown>} payload
 * @param {string} catalogue  the name of the catalogue this client follows
 * @returns {Promise<Root>}
 * @throws {Refused}
 */
export async function readRoot(payload, catalogue) {
  checkName(payload, catalogue);
  const keys = await readKeys(payload.keys);
  const roles = asObject(payload.roles, 'roles');
  return {
    version: asInteger(payload.version, 1, Number.MAX_SAFE_INTEGER, 'version'),
    expires: asTime(payload.expires, 'expires'),
    floor: asInteger(payload.floor, 0, Number.MAX_SAFE_INTEGER, 'floor'),
    mirrors: asList(payload.mirrors, MAX_MIRRORS, 'mirrors').map((mirror) => asText(mirror, 512, 'mirrors')),
    keys,
    roles: {
      root: readRole(roles.root, keys, 'root'),
      catalogue: readRole(roles.catalogue, keys, 'catalogue'),
      timestamp: readRole(roles.timestamp, keys, 'timestamp'),
    },
  };
}

/**
 * @param {Record<string, unknown>} payload
 * @param {string} catalogue
 * @returns {Manifest}
 * @throws {Refused}
 */
export function readManifest(payload, catalogue) {
  checkName(payload, catalogue);
  const edition = asInteger(payload.edition, 1, Number.MAX_SAFE_INTEGER, 'edition');
  /** @type {Map<string, Pack>} */
  const packs = new Map();
  for (const [language, pack] of Object.entries(asObject(payload.packs, 'packs'))) {
    if (!LANGUAGE.test(language)) throw new Refused('altered', 'packs names something that is not a language');
    packs.set(language, readPack(asObject(pack, `packs.${language}`), edition));
  }
  if (!packs.has('en')) throw new Refused('altered', 'the manifest has no English pack');
  return {
    edition,
    previous: payload.previous === null ? null : asHash(payload.previous, 'previous'),
    published: asTime(payload.published, 'published'),
    validUntil: asTime(payload.valid_until, 'valid_until'),
    packs: Object.fromEntries(packs),
  };
}

/**
 * @param {Record<string, unknown>} payload
 * @param {string} catalogue
 * @returns {Head}
 * @throws {Refused}
 */
export function readHead(payload, catalogue) {
  checkName(payload, catalogue);
  const withdrawn = asList(payload.withdrawn, MAX_WITHDRAWN, 'withdrawn').map((id) => {
    if (typeof id !== 'string' || !WITHDRAWN_ID.test(id)) throw new Refused('altered', 'withdrawn names something that is not a notice or action');
    return id;
  });
  return {
    edition: asInteger(payload.edition, 1, Number.MAX_SAFE_INTEGER, 'edition'),
    manifest: asHash(payload.manifest, 'manifest'),
    root: asInteger(payload.root, 1, Number.MAX_SAFE_INTEGER, 'root'),
    issued: asTime(payload.issued, 'issued'),
    expires: asTime(payload.expires, 'expires'),
    // Out of range is the schedule's business (it clamps); only a missing one may be missing.
    next: payload.next === undefined ? null : asInteger(payload.next, 0, Number.MAX_SAFE_INTEGER, 'next'),
    withdrawn,
  };
}

/**
 * @param {Record<string, unknown>} pack
 * @param {number} edition
 * @returns {Pack}
 */
function readPack(pack, edition) {
  const deltas = Object.entries(asObject(pack.deltas, 'deltas')).map(([from, bytes]) => {
    if (!EDITION_KEY.test(from) || Number(from) >= edition) throw new Refused('altered', 'deltas starts from something that is not an earlier edition');
    return [from, asInteger(bytes, 1, MAX_PACK_BYTES, 'deltas')];
  });
  return {
    records: asInteger(pack.records, 0, MAX_RECORDS, 'records'),
    bytes: asInteger(pack.bytes, 0, MAX_PACK_BYTES, 'bytes'),
    sha256: asHash(pack.sha256, 'sha256'),
    digest: asHash(pack.digest, 'digest'),
    deltas: Object.fromEntries(deltas),
  };
}

/**
 * @param {unknown} value
 * @returns {Promise<Record<string, string>>}
 */
async function readKeys(value) {
  /** @type {Map<string, string>} */
  const keys = new Map();
  for (const [keyid, text] of Object.entries(asObject(value, 'keys'))) {
    const raw = decodeBase64(text);
    if (raw === null || raw.length !== 32 || (await hashHex(raw)) !== keyid) {
      throw new Refused('altered', 'a key id is not the hash of its key');
    }
    keys.set(keyid, String(text));
  }
  return Object.fromEntries(keys);
}

/**
 * @param {unknown} value
 * @param {Record<string, string>} keys
 * @param {string} name
 * @returns {Role}
 */
function readRole(value, keys, name) {
  const role = asObject(value, name);
  const ids = asList(role.keys, 64, name).map((keyid) => {
    if (typeof keyid !== 'string' || !Object.hasOwn(keys, keyid)) throw new Refused('altered', `the role ${name} names a key the root does not have`);
    return keyid;
  });
  const distinct = [...new Set(ids)];
  // A threshold nobody can meet would lock every client out for ever.
  return { keys: distinct, threshold: asInteger(role.threshold, 1, distinct.length, `${name} threshold`) };
}

/** @param {Record<string, unknown>} payload @param {string} catalogue */
function checkName(payload, catalogue) {
  if (payload.catalogue !== catalogue) throw new Refused('wrong-catalogue', 'the payload belongs to another catalogue');
  if (payload.format !== FORMAT) throw new Refused('wrong-format', 'the payload has another format');
}

/** @param {unknown} value @param {string} name @returns {Record<string, unknown>} */
function asObject(value, name) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused('altered', `${name} is not an object`);
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {unknown} value @param {number} most @param {string} name @returns {unknown[]} */
function asList(value, most, name) {
  if (!Array.isArray(value) || value.length > most) throw new Refused('altered', `${name} is not a list of at most ${most}`);
  return value;
}

/** @param {unknown} value @param {number} most @param {string} name @returns {string} */
function asText(value, most, name) {
  if (typeof value !== 'string' || value.length > most) throw new Refused('altered', `${name} is not a text of at most ${most}`);
  return value;
}

/** @param {unknown} value @param {number} least @param {number} most @param {string} name @returns {number} */
function asInteger(value, least, most, name) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
    throw new Refused('altered', `${name} is not a whole number from ${least} to ${most}`);
  }
  return value;
}

/** @param {unknown} value @param {string} name @returns {string} */
function asHash(value, name) {
  if (typeof value !== 'string' || !HASH.test(value)) throw new Refused('altered', `${name} is not a hash`);
  return value;
}

/** @param {unknown} value @param {string} name @returns {string} */
function asTime(value, name) {
  if (typeof value !== 'string' || !TIME.test(value)) throw new Refused('altered', `${name} is not a time`);
  const time = Date.parse(value);
  // Date.parse rolls February 31 over in some engines; the way back shows it.
  if (Number.isNaN(time) || new Date(time).toISOString() !== value.replace('Z', '.000Z')) throw new Refused('altered', `${name} is not a time`);
  return value;
}
