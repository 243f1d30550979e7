// Asks one server for the newest edition and verifies all of it in memory; stores nothing of the catalogue (PROTOCOL.md, 4.3 to 4.6).

import { hashHex } from './bytes.js';
import { openEnvelope, TYPES } from './envelope.js';
import { isFault, Refused, Unreachable } from './faults.js';
import { LIMITS } from './fetch-bytes.js';
import { chooseLanguage } from './languages.js';
import { readHead, readManifest } from './payloads.js';
import { applyDelta, readPack, readRecord } from './records.js';
import { stepRoot } from './roots.js';
import { checkNamedEdition, checkPrevious, findFloor, findNewestHead, isStaleHead } from './trust.js';
import { buildHostIndex } from '../match/hosts.js';

/** @typedef {import('./payloads.js').Root} Root */
/** @typedef {import('./payloads.js').Head} Head */
/** @typedef {import('./payloads.js').Manifest} Manifest */
/** @typedef {import('./records.js').Records} Records */
/** @typedef {import('./catalogue-store.js').CatalogueStore} CatalogueStore */
/** @typedef {import('./catalogue-store.js').Generation} Generation */
/** @typedef {import('./trust.js').SeenHead} SeenHead */
/** @typedef {(path: string, limit: number) => Promise<import('./bytes.js').Bytes | null>} Get */
/**
 * @typedef {{get: Get, catalogue: string, language: string, store: CatalogueStore, held: Generation | null, now: number}} Question
 * @typedef {{kind: 'stale'} | {kind: 'confirmed', root: Root, head: Head, seen: SeenHead}
 *   | {kind: 'new', root: Root, head: Head, seen: SeenHead, generation: Generation, lines: Map<string, string>}} Answer
 */

const MAX_ROOT_STEPS = 32;

/**
 * @param {Question} question
 * @returns {Promise<Answer>}
 * @throws {Refused | Unreachable}
 */
export async function askServer(question) {
  const { get, catalogue, language, store, held, now } = question;
  const { root, head, signers } = await openHead(question);
  const newest = findNewestHead(root, await store.trust.readHead());
  if (isStaleHead(head, newest, now)) return { kind: 'stale' };
  const floor = findFloor(root, await store.trust.readFloor());
  checkNamedEdition(head, floor);
  const seen = { issued: head.issued, withdrawn: head.withdrawn, signers, root: root.version };
  // Hide at once, even when the edition itself cannot be had; and until it is, show nothing again that was hidden.
  await store.trust.writeHead({ ...seen, withdrawn: [...new Set([...newest.withdrawn, ...head.withdrawn])] });

  const isHeld = held !== null && held.edition === head.edition && held.manifestHash === head.manifest;
  if (isHeld && held.language === chooseLanguage(language, held.languages)) return { kind: 'confirmed', root, head, seen };

  const { manifest, signers: manifestSigners } = await fetchManifest(get, head, root, catalogue);
  checkPrevious(manifest, root, floor, held);
  const languages = Object.keys(manifest.packs);
  const chosen = chooseLanguage(language, languages);
  const records = await fetchRecords(question, manifest, chosen);
  const generation = {
    edition: manifest.edition,
    manifestHash: head.manifest,
    signers: manifestSigners,
    published: manifest.published,
    language: chosen,
    languages,
    digest: manifest.packs[chosen].digest,
    ids: records.ids,
    hashes: records.hashes,
    hosts: await indexHosts(records, store, held),
  };
  return { kind: 'new', root, head, seen, generation, lines: records.lines };
}

/**
 * Fetch the head and follow the roots it needs. Each verified root is kept at once: it is true whatever comes after it, and a
 * thief's old key must not work again because the rest failed.
 * @param {Question} question
 * @returns {Promise<{root: Root, head: Head, signers: string[]}>}
 */
async function openHead({ get, catalogue, store }) {
  let root = await store.trust.readRoot();
  if (root === null) throw new Error('no root is held: adopt the seed before asking a server');
  const bytes = await need(get, 'v1/head.json', LIMITS.head);
  for (let steps = 0; ; steps++) {
    const opened = await tryOpen(bytes, root);
    if ('payload' in opened) {
      const head = readHead(opened.payload, catalogue);
      if (head.root <= root.version) return { root, head, signers: opened.signers };
    }
    if (steps === MAX_ROOT_STEPS) throw new Refused('too-many-roots', `more than ${MAX_ROOT_STEPS} roots to follow`);
    const path = `v1/root/${root.version + 1}.json`;
    const next = await get(path, LIMITS.root);
    if (next === null) throw 'refusal' in opened ? opened.refusal : new Unreachable('missing', `${path} is missing`);
    root = await stepRoot(root, next, catalogue);
    await store.trust.writeRoot(root);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {Root} root
 * @returns {Promise<{payload: Record<string, unknown>, signers: string[]} | {refusal: Refused}>}
 */
async function tryOpen(bytes, root) {
  try {
    return await openEnvelope(bytes, TYPES.head, root.roles.timestamp, root.keys);
  } catch (refusal) {
    if (refusal instanceof Refused) return { refusal };
    throw refusal;
  }
}

/**
 * @param {Get} get
 * @param {Head} head
 * @param {Root} root
 * @param {string} catalogue
 * @returns {Promise<{manifest: Manifest, signers: string[]}>}
 */
async function fetchManifest(get, head, root, catalogue) {
  const bytes = await need(get, `v1/manifests/${head.edition}-${head.manifest.slice(0, 16)}.json`, LIMITS.manifest);
  if ((await hashHex(bytes)) !== head.manifest) throw new Refused('altered', 'the manifest is not the one the head names');
  const { payload, signers } = await openEnvelope(bytes, TYPES.manifest, root.roles.catalogue, root.keys);
  const manifest = readManifest(payload, catalogue);
  if (manifest.edition !== head.edition) throw new Refused('altered', `the manifest is of edition ${manifest.edition}, not ${head.edition}`);
  return { manifest, signers };
}

/**
 * Take the delta when one is listed, else, or when it does not hold, the pack.
 * @param {Question} question
 * @param {Manifest} manifest
 * @param {string} language
 * @returns {Promise<Records>}
 */
async function fetchRecords({ get, held }, manifest, language) {
  const pack = manifest.packs[language];
  const from = held !== null && held.language === language ? held.edition : null;
  if (held !== null && from !== null && Object.hasOwn(pack.deltas, String(from)) && pack.deltas[from] < pack.bytes) {
    try {
      const delta = await need(get, `v1/deltas/${language}/${from}-${manifest.edition}.jsonl`, pack.deltas[from]);
      return await applyDelta(held, delta, { from, to: manifest.edition, pack: language, digest: pack.digest });
    } catch (error) {
      // A delta only saves bytes; the signed pack says the same.
      if (!isFault(error)) throw error;
    }
  }
  const bytes = await need(get, `v1/packs/${language}/${manifest.edition}-${pack.sha256.slice(0, 16)}.jsonl`, pack.bytes);
  return readPack(bytes, pack);
}

/**
 * @param {Records} records
 * @param {CatalogueStore} store
 * @param {Generation | null} held
 * @returns {Promise<Record<string, string>>}
 */
async function indexHosts({ ids, lines }, store, held) {
  const platformIds = ids.filter((id) => !id.includes('/'));
  const unchanged = platformIds.filter((id) => !lines.has(id));
  const platforms = held === null ? [] : await store.readRecords(held, unchanged);
  for (const id of platformIds) if (lines.has(id)) platforms.push(readRecord(lines.get(id) ?? ''));
  return buildHostIndex(platforms);
}

/** @param {Get} get @param {string} path @param {number} limit */
async function need(get, path, limit) {
  const bytes = await get(path, limit);
  if (bytes === null) throw new Unreachable('missing', `${path} is missing`);
  return bytes;
}
