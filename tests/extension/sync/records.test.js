// Packs and deltas: strict in form, and nothing counts but the digest (PROTOCOL.md, 1).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestLines, makeNotice, makePlatform, makeRecords, sha256, writeDelta, writeLine, writeLines, writePack } from '../publisher.js';
import { applyDelta, digestHashes, hashLines, readPack, readRecord } from '../../../extension/sync/records.js';
import { makeRandom } from './random.js';

/** @typedef {import('../publisher.js').CatalogueRecord} CatalogueRecord */

/** @param {Buffer} bytes @param {string[]} lines @param {Partial<{bytes: number, records: number, sha256: string, digest: string}>} [change] */
function read(bytes, lines, change) {
  return readPack(new Uint8Array(bytes), { bytes: bytes.length, records: lines.length, sha256: sha256(bytes), digest: digestLines(lines), ...change });
}

/** @param {string[]} lines */
async function hold(lines) {
  return { ids: lines.map((line) => JSON.parse(line).id), hashes: await hashLines(lines) };
}

/** @param {() => number} random @param {CatalogueRecord[]} records @returns {CatalogueRecord[]} */
function edit(random, records) {
  const kept = records.filter(() => random() > 0.15).map((record) => (random() < 0.2 ? { ...record, edited: Math.floor(random() * 1e6), text: 'ü\u{1f600}"\\' } : record));
  const added = Array.from({ length: Math.floor(random() * 6) }, () => {
    const id = `n${Math.floor(random() * 1000)}${random() < 0.3 ? '-x' : ''}`;
    return random() < 0.5 ? makePlatform(id) : makeNotice(`${id}/ads`);
  });
  const ids = new Set(kept.map(({ id }) => id));
  return [...kept, ...added.filter(({ id }) => !ids.has(id) && ids.add(id))];
}

test('300 random edits: held lines and delta give the digest and the lines of the pack', async () => {
  const random = makeRandom(7);
  for (let pair = 0; pair < 300; pair++) {
    const records = edit(random, makeRecords(Math.floor(random() * 30)));
    const [before, after] = [writeLines(records), writeLines(edit(random, records))];
    const delta = writeDelta(before, after, { from: 1, to: 2, pack: 'en' });
    const applied = await applyDelta(await hold(before), delta, { from: 1, to: 2, pack: 'en', digest: digestLines(after) });
    const pack = await read(writePack(after), after);
    assert.deepEqual(applied.ids, pack.ids);
    assert.deepEqual(applied.hashes, pack.hashes);
    for (const [id, line] of applied.lines) assert.equal(line, pack.lines.get(id));
    const had = new Set(before);
    assert.deepEqual([...applied.lines.values()].sort(), after.filter((line) => !had.has(line)).sort());
  }
});

test('a delta for another edition, pack or digest is refused', async () => {
  const [before, after] = [writeLines(makeRecords(3, 'one')), writeLines(makeRecords(3, 'two'))];
  const expected = { from: 1, to: 2, pack: 'en', digest: digestLines(after) };
  for (const header of [{ from: 2, to: 2, pack: 'en' }, { from: 1, to: 3, pack: 'en' }, { from: 1, to: 2, pack: 'de' }]) {
    await assert.rejects(applyDelta(await hold(before), writeDelta(before, after, header), expected), { code: 'altered' });
  }
  const delta = writeDelta(before, after, { from: 1, to: 2, pack: 'en' });
  await assert.rejects(applyDelta(await hold(before), delta, { ...expected, digest: digestLines(before) }), { code: 'altered' });
  await assert.rejects(applyDelta(await hold(after.slice(1)), delta, expected), { code: 'altered' });
});

test('a malformed delta is refused', async () => {
  const before = writeLines(makeRecords(3));
  const expected = { from: 1, to: 2, pack: 'en', digest: digestLines(before) };
  const header = '{"from":1,"to":2,"pack":"en"}\n';
  const line = JSON.stringify(before[0]);
  for (const text of [
    '', '\n', header.trim(), 'null\n', '[]\n', `${header}[]\n`, `${header}["*","p0"]\n`, `${header}["-","P0"]\n`, `${header}["-"]\n`, `${header}["-","p0",1]\n`,
    `${header}["-","nobody"]\n`, `${header}["+",{}]\n`, `${header}["+","{}"]\n`, `${header}["+",${line}]\n["+",${line}]\n`, `${header}\n`, `${header}["-","p0"]\n["+",${line}]\n`,
  ]) {
    await assert.rejects(applyDelta(await hold(before), Buffer.from(text), expected), { code: 'altered' }, text);
  }
  await applyDelta(await hold(before), Buffer.from(header), expected);
});

test('a pack must have the size, count, hash and digest of the manifest', async () => {
  const lines = writeLines(makeRecords(3));
  const pack = writePack(lines);
  assert.equal((await read(pack, lines)).ids.length, 6);
  for (const change of [{ bytes: pack.length + 1 }, { records: 5 }, { sha256: sha256('') }, { digest: sha256('') }]) {
    await assert.rejects(read(pack, lines, change), { code: 'altered' }, JSON.stringify(change));
  }
});

test('a pack must be ASCII lines in strict order of id, each ended', async () => {
  const [one, two] = writeLines(makeRecords(1));
  for (const text of [`${two}\n${one}\n`, `${one}\n${one}\n`, `${one}\n${two}`, `${one}\r\n${two}\n`, `${one}\n\n${two}\n`, `\ufeff${one}\n`, `${one}\u00e9\n`, `${one} x\n`]) {
    const lines = text.split('\n').filter((line) => line !== '');
    await assert.rejects(read(Buffer.from(text), lines), { code: 'altered' }, text);
  }
  await assert.rejects(read(Buffer.from([0xff, 0x0a]), ['x']), { code: 'altered' });
  assert.deepEqual((await read(Buffer.from(''), [])).ids, []);
});

test('a record has at most 16384 bytes and an id of the right form', () => {
  const fill = (/** @type {number} */ length) => writeLine({ id: 'p0', text: 'a'.repeat(length - '{"id":"p0","text":""}'.length) });
  assert.equal(readRecord(fill(16384)).id, 'p0');
  assert.throws(() => readRecord(fill(16385)), { code: 'altered' });
  for (const id of ['a', 'a-1', 'x/ai-sharing', 'a'.repeat(40)]) assert.equal(readRecord(writeLine({ id })).id, id);
  for (const id of ['', 'A', 'a b', 'a/', '/a', 'a/b/c', 'a.b', '__proto__', 'a'.repeat(41), 1, null, ['a'], { a: 1 }]) {
    assert.throws(() => readRecord(JSON.stringify({ id })), { code: 'altered' }, String(id));
  }
  for (const line of ['', '1', '"a"', '[]', 'null', '{', '{"id":"a"}{}', '{"id":"a"}\n']) assert.throws(() => readRecord(line), { code: 'altered' }, line);
});

test('texts with controls, overrides, isolates, zero-width characters or half pairs are refused, wherever they stand', () => {
  const hidden = ['\u0000', '\u0009', '\u000a', '\u001f', '\u007f', '\u0080', '\u009f', '\u061c', '\u180e', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f',
    '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2060', '\u2063', '\u2066', '\u2067', '\u2068', '\u2069', '\ufeff', '\ud800', '\udc00'];
  for (const character of hidden) {
    for (const record of [{ id: 'a', name: `x${character}y` }, { id: 'a', list: [{ deep: [character] }] }, { id: 'a', [`k${character}`]: 1 }]) {
      assert.throws(() => readRecord(writeLine(record)), { code: 'altered' }, writeLine(record));
    }
  }
  for (const text of ['Über 日本語 العربية \u{1f600} ﬁ – "’"', 'a\u00a0b', 'e\u0301']) assert.equal(readRecord(writeLine({ id: 'a', text })).text, text);
});

test('the digest of no lines is the hash of nothing', async () => {
  assert.equal(await digestHashes(await hashLines([])), sha256(''));
});
