// Receipts: what one says, when one is kept, when it goes, and that a note never goes with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identify, keepReceipt, makeReceipt, takeReceiptAway, writeNote } from '../../../extension/state/receipts.js';
import { RECEIPT } from '../../../extension/state/shapes.js';
import { makeAction, makeNotice, makePlatform, revise } from '../notices.js';
import { makeOwnReceipt } from './keeping.js';

const NOW = Date.parse('2026-11-24T23:59:00Z');
const NONE = { list: [], notes: {} };

/** @param {object} [given] */
const make = (given = {}) => makeReceipt({ platform: makePlatform(), notice: makeNotice(), opened: undefined, region: null, now: NOW, ...given });

test('a receipt says what was ticked off, in which revision, on which day, and the link', () => {
  const notice = revise(revise(makeNotice(), true), false);
  assert.deepEqual(make({ notice }), makeOwnReceipt({ revision: 3, material: 2 }));
  assert.equal(RECEIPT(make({ notice }), ''), null);
});

const TWO = makeNotice({ actions: [
  makeAction({ id: 'help', reach: 'help', label: 'Read how' }), makeAction(), makeAction({ id: 'eu', regions: ['EU'], reach: 'exact', label: 'Object' }),
] });
for (const [name, given, id] of /** @type {[string, object, string | null][]} */ ([
  ['the action opened last', { notice: TWO, opened: 'help' }, 'help'],
  ['the first one that applies there', { notice: TWO, region: new Set(['US']) }, 'switch'],
  ['the first one when the opened one is gone', { notice: TWO, opened: 'gone' }, 'switch'],
  ['none when there is none', { notice: makeNotice({ actions: [] }) }, null],
  ['none whose link may not open', { notice: makeNotice({ actions: [makeAction({ url: 'javascript:alert(1)' })] }) }, null],
])) {
  test(`the action of a receipt is ${name}`, () => {
    assert.equal(make(given).action?.id ?? null, id);
  });
}

test('ticking off twice on a day is one receipt, on another day or after a material revision another', () => {
  const first = keepReceipt(NONE, makeOwnReceipt());
  assert.deepEqual(keepReceipt(first, makeOwnReceipt({ headline: 'another' })), first);
  for (const changes of [{ on: '2026-11-25' }, { material: 2 }, { notice: 'x/ads' }]) {
    assert.equal(keepReceipt(first, makeOwnReceipt(changes)).list.length, 2);
  }
});

test('a mistaken Done takes its receipt away, never one of an earlier material revision or of another notice', () => {
  const [old, other, current] = [makeOwnReceipt(), makeOwnReceipt({ notice: 'x/ads', material: 2 }), makeOwnReceipt({ material: 2 })];
  assert.deepEqual(takeReceiptAway({ list: [old, other, current], notes: {} }, 'x/ai-sharing', 2), { list: [old, other], notes: {} });
});

test('a note outlives the mistaken Done and is on the next receipt of the notice, and on no other', () => {
  const written = writeNote(keepReceipt(NONE, makeOwnReceipt()), identify(makeOwnReceipt()), 'By mail, case 17');
  const undone = takeReceiptAway(written, 'x/ai-sharing', 1);
  assert.deepEqual(undone, { list: [], notes: { 'x/ai-sharing': ['By mail, case 17'] } });
  const other = keepReceipt(undone, makeOwnReceipt({ notice: 'x/ads' }));
  assert.equal(other.list[0].note, '');
  const { list, notes } = keepReceipt(other, makeOwnReceipt({ on: '2026-12-01' }));
  assert.deepEqual([list[1].note, notes], ['By mail, case 17', {}]);
});

test('several notes of one notice come back one after the other, and none is lost', () => {
  const list = [makeOwnReceipt({ note: 'older' }), makeOwnReceipt({ on: '2026-11-25', note: 'newer' })];
  let receipts = takeReceiptAway({ list, notes: { 'x/ai-sharing': ['oldest'] } }, 'x/ai-sharing', 1);
  const found = [];
  for (const material of [1, 2, 3]) {
    receipts = keepReceipt(receipts, makeOwnReceipt({ material }));
    found.push(receipts.list.at(-1)?.note);
  }
  assert.deepEqual([found, receipts.notes], [['newer', 'older', 'oldest'], {}]);
});

test('a note of 500 characters is kept, a longer one or one for no receipt is refused', () => {
  const [receipts, id] = [keepReceipt(NONE, makeOwnReceipt()), identify(makeOwnReceipt())];
  assert.equal(writeNote(receipts, id, 'é'.repeat(500)).list[0].note.length, 500);
  assert.throws(() => writeNote(receipts, id, 'x'.repeat(501)), /at most 500/);
  assert.throws(() => writeNote(receipts, id, 7), /at most 500/);
  assert.throws(() => writeNote(receipts, 'x/gone@1@2026-11-24', 'a'), /no such receipt/);
});
