// The examples both sides must agree on, made by the publisher in Python: records, digests, envelopes, deltas, roots.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodeText } from '../../extension/sync/bytes.js';
import { openEnvelope } from '../../extension/sync/envelope.js';
import { Refused } from '../../extension/sync/faults.js';
import { applyDelta, digestHashes, hashLines, readPack, readRecord } from '../../extension/sync/records.js';
import { openPackagedRoot, stepRoot } from '../../extension/sync/roots.js';
import { sha256, writePack } from './publisher.js';

// A missing file fails: examples that nobody reads would agree on nothing.
/** @param {string} name */
function readVectors(name) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
}

/**
 * Say what a step gives, or null when it is refused. Any other error is a mistake of ours and fails.
 * @template T
 * @param {() => Promise<T>} step
 * @returns {Promise<T | null>}
 */
async function orRefused(step) {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

test('records.json: every line is read as its record', () => {
  const cases = readVectors('records.json');
  assert.ok(cases.length > 0);
  for (const { record, line } of cases) {
    const read = readRecord(line);
    assert.deepEqual(read, record);
    assert.equal(read.id, record.id);
    assert.ok(line.length <= 16384);
  }
});

test('digests.json: lines give their digest, and a pack of them is read', async () => {
  const cases = readVectors('digests.json');
  assert.ok(cases.length > 0);
  for (const { lines, digest } of cases) {
    assert.equal(await digestHashes(await hashLines(lines)), digest);
    const pack = writePack(lines);
    const { ids } = await readPack(new Uint8Array(pack), { bytes: pack.length, records: lines.length, sha256: sha256(pack), digest });
    assert.equal(ids.length, lines.length);
  }
});

test('envelopes.json: each is accepted with its payload, or refused', async () => {
  const { keys, cases } = readVectors('envelopes.json');
  assert.ok(cases.length > 0);
  for (const { name, type, envelope, role, accepted, payload } of cases) {
    const opened = await orRefused(() => openEnvelope(encodeText(envelope), type, role, keys));
    assert.equal(opened !== null, accepted, name);
    if (opened !== null) assert.deepEqual(opened.payload, payload, name);
  }
});

test('deltas.json: each gives its lines, or is refused', async () => {
  const cases = readVectors('deltas.json');
  assert.ok(cases.length > 0);
  for (const { name, from_lines: fromLines, delta, to_lines: toLines, digest, expected } of cases) {
    const held = { ids: fromLines.map((/** @type {string} */ line) => JSON.parse(line).id), hashes: await hashLines(fromLines) };
    // For which editions a delta is stands in the delta itself; an example about that says what was expected instead.
    const applied = await orRefused(() => applyDelta(held, encodeText(delta), { ...readHeader(delta), ...expected, digest }));
    assert.equal(applied !== null, toLines !== null, name);
    if (applied === null) continue;
    const lines = new Map(fromLines.map((/** @type {string} */ line) => [JSON.parse(line).id, line]));
    for (const [id, line] of applied.lines) lines.set(id, line);
    assert.deepEqual(applied.ids.map((id) => lines.get(id)), toLines, name);
    assert.deepEqual(applied.hashes, await hashLines(toLines), name);
  }
});

test('roots.json: each next root is accepted or refused', async () => {
  const { catalogue, root, cases } = readVectors('roots.json');
  const held = await openPackagedRoot(encodeText(root), catalogue);
  assert.ok(cases.length > 0);
  for (const { name, next, accepted } of cases) {
    const stepped = await orRefused(() => stepRoot(held, encodeText(next), catalogue));
    assert.equal(stepped !== null, accepted, name);
    if (stepped !== null) assert.equal(stepped.version, held.version + 1, name);
  }
});

/** @param {string} delta @returns {{from: number, to: number, pack: string}} */
function readHeader(delta) {
  try {
    const { from, to, pack } = JSON.parse(delta.split('\n')[0]);
    return { from, to, pack };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { from: 1, to: 2, pack: 'en' };
  }
}
