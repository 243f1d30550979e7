// Publishes catalogues for the tests, honestly by default and in whatever other way a test asks for.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** @typedef {{id: string, publicKey: string, sign: (bytes: Buffer) => string}} Key */
/** @typedef {{id: string, [key: string]: unknown}} CatalogueRecord */

export const DAY = 24 * 60 * 60 * 1000;
/** The moment at which tests begin. */
export const START = Date.parse('2026-11-20T09:00:00Z');

/** @returns {Key} */
export function makeKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { id: sha256(raw), publicKey: raw.toString('base64'), sign: (bytes) => sign(null, bytes, privateKey).toString('base64') };
}

/** @param {Buffer | string} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param {number} milliseconds */
export function toTime(milliseconds) {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** @param {string} kind "root", "manifest" or "head" */
export function typeOf(kind) {
  return `application/vnd.fairnotice.${kind}+json`;
}

/**
 * Seal a payload in an envelope.
 * @param {string} kind
 * @param {unknown} payload  an object, or the exact bytes
 * @param {Key[]} keys
 * @param {{payloadType?: string, signedType?: string}} [more]
 * @returns {Buffer}
 */
export function seal(kind, payload, keys, { payloadType = typeOf(kind), signedType = payloadType } = {}) {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(signedType)} ${signedType} ${body.length} `), body]);
  const signatures = keys.map((key) => ({ keyid: key.id, sig: key.sign(signed) }));
  return Buffer.from(JSON.stringify({ payload: body.toString('base64'), payloadType, signatures }));
}

/**
 * Write a record line as the publisher in Python does.
 * @param {unknown} value
 * @returns {string}
 */
export function writeLine(value) {
  if (Array.isArray(value)) return `[${value.map(writeLine).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${writeLine(key)}:${writeLine(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** @param {string[]} lines */
export function digestLines(lines) {
  return sha256(Buffer.concat(lines.map((line) => createHash('sha256').update(line).digest())));
}

/** @param {CatalogueRecord[]} records @returns {string[]} lines in order of id */
export function writeLines(records) {
  return [...records].sort((one, other) => (one.id < other.id ? -1 : 1)).map(writeLine);
}

/** @param {string[]} lines */
export function writePack(lines) {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

/**
 * @param {string[]} before
 * @param {string[]} after
 * @param {{from: number, to: number, pack: string}} header
 */
export function writeDelta(before, after, header) {
  const idOf = (/** @type {string} */ line) => JSON.parse(line).id;
  const was = new Map(before.map((line) => [idOf(line), line]));
  const is = new Map(after.map((line) => [idOf(line), line]));
  const ids = [...new Set([...was.keys(), ...is.keys()])].sort((one, other) => (one < other ? -1 : 1));
  const changes = ids.filter((id) => was.get(id) !== is.get(id)).map((id) => (is.has(id) ? ['+', is.get(id)] : ['-', id]));
  return Buffer.from([header, ...changes].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** @param {string} id @param {Partial<CatalogueRecord>} [more] @returns {CatalogueRecord} */
export function makePlatform(id, more = {}) {
  return {
    id, name: id.toUpperCase(), former_names: [], company: `${id} Corp.`, category: 'social', hosts: [`${id}.example`],
    link_hosts: [], surface: 'page', documents: [{ kind: 'privacy', url: `https://${id}.example/privacy` }], ...more,
  };
}

/** @param {string} id @param {Partial<CatalogueRecord>} [more] @returns {CatalogueRecord} */
export function makeNotice(id, more = {}) {
  const [platform] = id.split('/');
  return {
    id, topic: 'ai-sharing', attention: 'act', headline: `${platform} may pass your data on`, summary: 'What it says.',
    data_used: ['posts'], recipients: ['AI companies'], default: 'on', applies_to: 'everyone', regions: ['*'], except_regions: [],
    announced_on: null, effective_on: '2026-01-01', act_by: null, verified_on: '2026-11-01',
    actions: [{
      id: 'privacy-form', kind: 'opt-out', label: 'Open the form', url: `https://${platform}.example/form`, reach: 'exact', device: 'web',
      needs_login: true, regions: ['*'], except_regions: [], steps: ['Switch it off'], control: null, limits: null,
    }],
    sources: [{ title: 'Policy', publisher: platform, url: `https://${platform}.example/privacy`, published_on: null, kind: 'policy' }],
    revision: 1, history: [{ revision: 1, on: '2026-11-01', reason: 'first' }], ...more,
  };
}

/** @param {number} count @param {string} [mark] a text that differs between editions @returns {CatalogueRecord[]} */
export function makeRecords(count, mark = '') {
  return Array.from({ length: count }, (_, index) => `p${index}`).flatMap((id) => [makePlatform(id), makeNotice(`${id}/ai-sharing`, { summary: `It says ${mark}.` })]);
}

/** A publisher with its keys and its tree of files. */
export class Publisher {
  rootKeys = [makeKey(), makeKey(), makeKey()];
  catalogueKeys = [makeKey()];
  timestampKeys = [makeKey()];
  /** @type {Map<string, Buffer>} path -> file */
  files = new Map();
  /** @type {Map<number, {lines: Record<string, string[]>, manifest: Buffer, hash: string, published: number}>} */
  editions = new Map();
  rootVersion = 0;
  catalogue = 'fairnotice';
  /** @type {Buffer} */
  root = Buffer.alloc(0);

  /**
   * Publish the next root with the present keys.
   * @param {{signers?: Key[], change?: Record<string, unknown>}} [options]  change: fields to put otherwise
   */
  publishRoot({ signers = this.rootKeys.slice(0, 2), change = {} } = {}) {
    this.rootVersion += 1;
    const role = (/** @type {Key[]} */ keys, /** @type {number} */ threshold) => ({ keys: keys.map((key) => key.id), threshold });
    const all = [...this.rootKeys, ...this.catalogueKeys, ...this.timestampKeys];
    const payload = {
      catalogue: this.catalogue, format: 1, version: this.rootVersion, expires: toTime(START + 3 * 365 * DAY), floor: 0, mirrors: [],
      keys: Object.fromEntries(all.map((key) => [key.id, key.publicKey])),
      roles: { root: role(this.rootKeys, 2), catalogue: role(this.catalogueKeys, 1), timestamp: role(this.timestampKeys, 1) },
      ...change,
    };
    this.root = seal('root', payload, signers);
    this.files.set(`v1/root/${payload.version}.json`, this.root);
    return this.root;
  }

  /**
   * Publish an edition's pack, deltas and manifest.
   * @param {number} edition
   * @param {Record<string, CatalogueRecord[]>} records  by language
   * @param {{keys?: Key[], published?: number, previous?: string | null, change?: Record<string, unknown>, deltas?: boolean}} [options]
   */
  publishEdition(edition, records, { keys = this.catalogueKeys, published = START, previous, change = {}, deltas = true } = {}) {
    /** @type {Record<string, string[]>} */
    const lines = Object.fromEntries(Object.entries(records).map(([language, each]) => [language, writeLines(each)]));
    /** @type {Record<string, unknown>} */
    const packs = {};
    for (const [language, each] of Object.entries(lines)) {
      const pack = writePack(each);
      /** @type {Record<string, number>} */
      const offered = {};
      for (const [from, before] of this.editions) {
        if (!deltas || from >= edition || before.lines[language] === undefined) continue;
        const delta = writeDelta(before.lines[language], each, { from, to: edition, pack: language });
        if (delta.length >= pack.length) continue;
        this.files.set(`v1/deltas/${language}/${from}-${edition}.jsonl`, delta);
        offered[from] = delta.length;
      }
      this.files.set(`v1/packs/${language}/${edition}-${sha256(pack).slice(0, 16)}.jsonl`, pack);
      packs[language] = { records: each.length, bytes: pack.length, sha256: sha256(pack), digest: digestLines(each), deltas: offered };
    }
    const payload = {
      catalogue: this.catalogue, format: 1, edition, previous: previous === undefined ? this.editions.get(edition - 1)?.hash ?? null : previous,
      published: toTime(published), valid_until: toTime(published + 365 * DAY), licence: 'CC0-1.0', packs, ...change,
    };
    const manifest = seal('manifest', payload, keys);
    const hash = sha256(manifest);
    this.files.set(`v1/manifests/${edition}-${hash.slice(0, 16)}.json`, manifest);
    this.editions.set(edition, { lines, manifest, hash, published });
    return hash;
  }

  /**
   * Publish the head.
   * @param {number} edition
   * @param {{keys?: Key[], issued?: number, change?: Record<string, unknown>}} [options]
   */
  publishHead(edition, { keys = this.timestampKeys, issued = START, change = {} } = {}) {
    const payload = {
      catalogue: this.catalogue, format: 1, edition, manifest: this.editions.get(edition)?.hash ?? sha256('none'), root: this.rootVersion,
      issued: toTime(issued), expires: toTime(issued + 7 * DAY), next: 43200, withdrawn: [], ...change,
    };
    const head = seal('head', payload, keys);
    this.files.set('v1/head.json', head);
    return head;
  }

  /** @param {number} edition @returns {Map<string, Buffer>} the folder that would go into the extension package */
  packSeed(edition) {
    const { manifest, lines } = this.editions.get(edition) ?? { manifest: Buffer.alloc(0), lines: { en: [] } };
    const packs = Object.entries(lines).map(([language, each]) => /** @type {[string, Buffer]} */ ([`pack-${language}.jsonl`, writePack(each)]));
    return new Map([['root.json', this.root], ['manifest.json', manifest], ...packs]);
  }
}
