// Envelopes and their payloads: who counts as a signer, what may be read, and what form it must have (PROTOCOL.md, 1).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKey, Publisher, seal, sha256, START, toTime, typeOf } from '../publisher.js';
import { decodeBase64 } from '../../../extension/sync/bytes.js';
import { openEnvelope } from '../../../extension/sync/envelope.js';
import { readHead, readManifest, readRoot } from '../../../extension/sync/payloads.js';
import { listMirrors, openPackagedRoot } from '../../../extension/sync/roots.js';

const [one, other, stranger] = [makeKey(), makeKey(), makeKey()];
const KEYS = { [one.id]: one.publicKey, [other.id]: other.publicKey };
const TYPE = typeOf('head');

/** @param {Buffer} bytes @param {number} threshold @param {string[]} [keys] @param {Record<string, string>} [publicKeys] */
function open(bytes, threshold, keys = [one.id, other.id], publicKeys = KEYS) {
  return openEnvelope(bytes, TYPE, { keys, threshold }, publicKeys);
}

/** @param {Buffer} envelope @param {(envelope: any) => void} change */
function change(envelope, change) {
  const parsed = JSON.parse(String(envelope));
  change(parsed);
  return Buffer.from(JSON.stringify(parsed));
}

test('a payload opens when the threshold of keys has signed it', async () => {
  assert.deepEqual(await open(seal('head', { a: 1 }, [one, other]), 2), { payload: { a: 1 }, signers: [one.id, other.id] });
  assert.deepEqual((await open(seal('head', { a: 1 }, [stranger, other]), 1)).signers, [other.id]);
});

test('a key counts once: repeated signatures, a key listed twice, one key under two ids', async () => {
  await assert.rejects(open(seal('head', {}, [one, one]), 2), { code: 'altered' });
  await assert.rejects(open(seal('head', {}, [one]), 2, [one.id, one.id]), { code: 'altered' });
  const alias = sha256('alias');
  const sealed = change(seal('head', {}, [one, one]), (envelope) => { envelope.signatures[1].keyid = alias; });
  await assert.rejects(open(sealed, 2, [one.id, alias], { ...KEYS, [alias]: one.publicKey }), { code: 'altered' });
});

test('a wrong signature beside a right one by the same key does not spoil it', async () => {
  const sealed = change(seal('head', {}, [one]), (envelope) => envelope.signatures.unshift({ keyid: one.id, sig: Buffer.alloc(64).toString('base64') }));
  assert.deepEqual((await open(sealed, 1)).signers, [one.id]);
});

test('a key outside the role does not count, nor does a threshold below one', async () => {
  await assert.rejects(open(seal('head', {}, [other]), 1, [one.id]), { code: 'altered' });
  for (const threshold of [0, -1, 0.5, NaN]) await assert.rejects(open(seal('head', {}, [one]), threshold), { code: 'altered' });
  await assert.rejects(open(seal('head', {}, [one]), 1, ['__proto__', 'constructor']), { code: 'altered' });
});

test('a key whose id is not its hash is no key', async () => {
  await assert.rejects(open(seal('head', {}, [one]), 1, [one.id], { [one.id]: other.publicKey }), { code: 'altered' });
  const sealed = change(seal('head', {}, [one]), (envelope) => { envelope.signatures[0].keyid = other.id; });
  await assert.rejects(open(sealed, 1, [other.id], { [other.id]: one.publicKey }), { code: 'altered' });
});

test('the payload is not parsed before it is verified', async (context) => {
  const parse = context.mock.method(JSON, 'parse');
  await assert.rejects(open(seal('head', Buffer.from('{"poison":1}'), [stranger]), 1), { code: 'altered' });
  const calls = parse.mock.calls.map(({ arguments: [text] }) => String(text));
  parse.mock.restore();
  assert.ok(calls.length > 0 && calls.every((text) => !text.includes('poison')));
});

test('what is signed is not always JSON, and then refused', async () => {
  for (const body of ['', 'x', '[]', 'null', '1', '{"a":1}}', '\ufeff{}']) await assert.rejects(open(seal('head', Buffer.from(body), [one]), 1), { code: 'altered' }, body);
  await assert.rejects(open(seal('head', Buffer.from([0x7b, 0xff, 0x7d]), [one]), 1), { code: 'altered' });
});

test('malformed envelopes are refused', async () => {
  const sealed = seal('head', {}, [one]);
  for (const bytes of ['', 'null', '[]', '{}', '"a"', String(sealed).slice(1)]) await assert.rejects(open(Buffer.from(bytes), 1), { code: 'altered' }, bytes);
  for (const alter of [
    (/** @type {any} */ envelope) => { envelope.payloadType = typeOf('root'); }, (/** @type {any} */ envelope) => { envelope.payload += '='; },
    (/** @type {any} */ envelope) => { envelope.payload = ` ${envelope.payload}`; }, (/** @type {any} */ envelope) => { envelope.signatures = {}; },
    (/** @type {any} */ envelope) => { envelope.signatures = [null]; }, (/** @type {any} */ envelope) => { envelope.signatures[0].sig = 1; },
    (/** @type {any} */ envelope) => { envelope.signatures[0].sig += 'AAAA'; }, (/** @type {any} */ envelope) => { delete envelope.payload; },
    (/** @type {any} */ envelope) => { envelope.signatures[0].keyid = envelope.signatures[0].keyid.toUpperCase(); },
  ]) await assert.rejects(open(change(sealed, alter), 1), { code: 'altered' }, String(alter));
});

test('base64 is the padded standard alphabet with one spelling for each value', () => {
  assert.deepEqual([...decodeBase64('AQI=') ?? []], [1, 2]);
  assert.equal(decodeBase64('')?.length, 0);
  for (const text of ['AQI', 'AQJ=', 'AQ I=', 'AQI=\n', 'A-_=', '=', 'AQI==', 'A===', null, 1]) assert.equal(decodeBase64(text), null, String(text));
});

const HEAD = { catalogue: 'fairnotice', format: 1, edition: 2, manifest: sha256('m'), root: 1, issued: toTime(START), expires: toTime(START), next: 43200, withdrawn: ['x/a', 'x/a/b'] };
const PACK = { records: 1, bytes: 9, sha256: sha256('p'), digest: sha256('d'), gz: { bytes: 1, sha256: sha256('g') }, deltas: { 1: 5 } };
const MANIFEST = {
  catalogue: 'fairnotice', format: 1, edition: 2, previous: null, published: toTime(START), valid_until: toTime(START), licence: 'CC0-1.0', packs: { en: PACK },
};
const NOT_INTEGERS = [undefined, null, '2', 1.5, -1, 2 ** 53, true, [2]];
const NOT_TIMES = [undefined, null, 1, '', '2026-11-24', '2026-11-24T09:00:00', '2026-11-24T09:00:00+00:00', '2026-02-30T09:00:00Z', '2026-13-01T09:00:00Z', '2026-11-24T25:00:00Z'];
const NOT_HASHES = [undefined, 1, '', sha256('a').toUpperCase(), sha256('a').slice(1), `${sha256('a')}0`];

test('a head has exactly this shape', () => {
  assert.equal(readHead(HEAD, 'fairnotice').edition, 2);
  assert.equal(readHead({ ...HEAD, next: undefined }, 'fairnotice').next, null);
  /** @type {[string, unknown[]][]} */
  const wrong = [
    ['edition', [...NOT_INTEGERS, 0]], ['root', [...NOT_INTEGERS, 0]], ['manifest', [...NOT_HASHES, null]], ['issued', NOT_TIMES], ['expires', NOT_TIMES],
    ['next', ['1', -1, 1.5, null]], ['withdrawn', [undefined, null, {}, 'x/a', ['x'], ['X/a'], ['x/a/b/c'], [1], Array(65).fill('x/a')]],
    ['catalogue', [undefined, 'other']], ['format', [undefined, 2, '1', true]],
  ];
  for (const [field, values] of wrong) {
    for (const value of values) assert.throws(() => readHead({ ...HEAD, [field]: value }, 'fairnotice'), { name: 'Refused' }, `${field} ${value}`);
  }
});

test('a manifest has exactly this shape', () => {
  assert.equal(readManifest(MANIFEST, 'fairnotice').packs.en.deltas[1], 5);
  /** @type {[string, unknown[]][]} */
  const wrong = [
    ['edition', [...NOT_INTEGERS, 0]], ['previous', NOT_HASHES], ['published', NOT_TIMES], ['valid_until', NOT_TIMES], ['catalogue', ['other']], ['format', [2]],
    ['packs', [undefined, null, [], {}, { de: PACK }, { en: null }, { en: PACK, 'x y': PACK }, { en: PACK, ...JSON.parse('{"__proto__": {}}') }]],
  ];
  for (const [field, values] of wrong) {
    for (const value of values) assert.throws(() => readManifest({ ...MANIFEST, [field]: value }, 'fairnotice'), { name: 'Refused' }, `${field} ${value}`);
  }
  /** @type {[string, unknown[]][]} */
  const wrongPacks = [
    ['records', [...NOT_INTEGERS, 1e6]], ['bytes', [...NOT_INTEGERS, 1e9]], ['sha256', NOT_HASHES], ['digest', NOT_HASHES],
    ['deltas', [undefined, [], { 2: 5 }, { 3: 5 }, { '01': 5 }, { x: 5 }, { 1: 0 }, { 1: '5' }, { 1: 1e9 }]],
  ];
  for (const [field, values] of wrongPacks) {
    for (const value of values) assert.throws(() => readManifest({ ...MANIFEST, packs: { en: { ...PACK, [field]: value } } }, 'fairnotice'), { name: 'Refused' }, `${field} ${value}`);
  }
});

test('a root has exactly this shape', async () => {
  const publisher = new Publisher();
  const root = JSON.parse(Buffer.from(JSON.parse(String(publisher.publishRoot())).payload, 'base64').toString());
  assert.equal((await readRoot(root, 'fairnotice')).version, 1);
  const [keyid] = root.roles.root.keys;
  /** @type {[string, unknown[]][]} */
  const wrong = [
    ['version', [...NOT_INTEGERS, 0]], ['floor', NOT_INTEGERS], ['expires', NOT_TIMES], ['mirrors', [undefined, {}, [1], Array(17).fill('https://a.test')]],
    ['keys', [undefined, [], {}, { ...root.keys, [sha256('x')]: root.keys[keyid] }, { ...root.keys, [keyid]: `${root.keys[keyid]}A` }, { ...root.keys, [sha256('')]: '' }]],
    ['roles', [undefined, {}, { ...root.roles, timestamp: undefined }, { ...root.roles, root: { keys: [], threshold: 0 } }, { ...root.roles, root: { keys: [keyid, keyid], threshold: 2 } },
      { ...root.roles, root: { keys: [sha256('x')], threshold: 1 } }, { ...root.roles, catalogue: { keys: [keyid], threshold: 0 } }, { ...root.roles, catalogue: { keys: ['__proto__'], threshold: 1 } }]],
    ['catalogue', ['other']], ['format', [2]],
  ];
  for (const [field, values] of wrong) {
    for (const value of values) await assert.rejects(readRoot({ ...root, [field]: value }, 'fairnotice'), { name: 'Refused' }, `${field} ${JSON.stringify(value)}`);
  }
});

test('a packaged root must be signed by its own threshold', async () => {
  const publisher = new Publisher();
  assert.equal((await openPackagedRoot(publisher.publishRoot(), 'fairnotice')).version, 1);
  await assert.rejects(openPackagedRoot(publisher.publishRoot({ signers: publisher.rootKeys.slice(0, 1) }), 'fairnotice'), { code: 'altered' });
  await assert.rejects(openPackagedRoot(publisher.publishRoot(), 'other'), { code: 'wrong-catalogue' });
});

test('only plain https addresses are mirrors', async () => {
  const publisher = new Publisher();
  const mirrors = ['https://a.test', 'https://a.test/path/', 'http://a.test', 'https://u:p@a.test', 'https://a.test/?q', 'https://a.test/#f', 'file:///x', 'x'];
  const root = await openPackagedRoot(publisher.publishRoot({ change: { mirrors } }), 'fairnotice');
  assert.deepEqual(listMirrors(root), ['https://a.test', 'https://a.test/path/']);
});
