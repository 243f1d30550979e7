// Uniting what is kept here with a file: nothing of the person's own is lost, and all of it can be taken back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CHOICES } from '../../../extension/match/decide.js';
import { compare, isSame, merge, takeBack } from '../../../extension/state/merge.js';
import { readState, writeState } from '../../../extension/state/portable.js';
import { identify } from '../../../extension/state/receipts.js';
import { makeRandom } from '../sync/random.js';
import { drawState, makeOwnReceipt, makeState } from './keeping.js';

/** Between the moments that drawState puts off until: some are over, some run. */
const NOW = 1000;
const NOTICE = 'x/ai-sharing';

/** @param {string} name @param {(mine: any, file: any, random: () => number) => void} check */
function forMany(name, check) {
  test(name, () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = makeRandom(seed);
      const [mine, file] = [drawState(random), drawState(random)];
      const before = structuredClone({ mine, file });
      check(mine, file, random);
      assert.deepEqual({ mine, file }, before, `seed ${seed}: what was given is as it was`);
    }
  });
}

forMany('importing the same file again changes nothing', (mine, file) => {
  const once = merge(mine, file, NOW);
  assert.deepEqual(merge(once, file, NOW), once);
});

forMany("importing one's own export changes nothing", (mine) => {
  assert.deepEqual(merge(mine, readState(writeState(mine, '2026-11-24')), NOW), mine);
});

forMany('no done or closed revision is lowered, no day of it goes back', (mine, file) => {
  const { marks } = merge(mine, file, NOW);
  for (const side of [mine, file]) {
    for (const [id, mark] of Object.entries(side.marks)) {
      const [before, after] = [/** @type {any} */ (mark), marks[id]];
      assert.ok((after.closed ?? -1) >= (before.closed ?? -1));
      if (!before.done) continue;
      assert.ok(after.done && after.done.revision >= before.done.revision);
      if (after.done.revision === before.done.revision) assert.ok(after.done.on >= before.done.on);
    }
  }
});

forMany('no receipt, note or own choice is lost, and no receipt is there twice', (mine, file) => {
  const { choices, receipts } = merge(mine, file, NOW);
  const ids = receipts.list.map(identify);
  assert.equal(new Set(ids).size, ids.length);
  for (const receipt of [...mine.receipts.list, ...file.receipts.list]) assert.ok(ids.includes(identify(receipt)));
  const notes = new Map(receipts.list.map((receipt) => [identify(receipt), receipt.note]));
  for (const receipt of mine.receipts.list) if (receipt.note) assert.equal(notes.get(identify(receipt)), receipt.note);
  for (const [id, waiting] of Object.entries(mine.receipts.notes)) for (const note of /** @type {any} */ (waiting)) assert.ok(receipts.notes[id].includes(note));
  for (const [name, start] of Object.entries(DEFAULT_CHOICES)) {
    const wanted = isSame(mine.choices[name], start) ? file.choices[name] : mine.choices[name];
    assert.deepEqual(/** @type {any} */ (choices)[name], wanted);
  }
});

forMany('an import taken back leaves everything as before', (mine, file) => {
  const after = merge(mine, file, NOW);
  assert.deepEqual(takeBack(after, compare(mine, after)), mine);
});

forMany('what a browser stores and gives back with its keys in another order is the same', (mine, file) => {
  /** @type {(value: any) => any} */
  const sort = (value) => (typeof value !== 'object' || value === null || Array.isArray(value) ? value
    : Object.fromEntries(Object.keys(value).sort().reverse().map((key) => [key, sort(value[key])])));
  const after = merge(mine, file, NOW);
  const changes = compare(mine, after);
  const stored = { ...after, marks: sort(after.marks), choices: sort(after.choices), receipts: { ...after.receipts, list: after.receipts.list.map(sort) } };
  assert.deepEqual(takeBack(stored, changes), mine);
  for (const part of Object.values(compare(stored, after))) assert.deepEqual(part, {});
});

test('what was done after an import stays when it is taken back', () => {
  const mine = makeState({ marks: { 'x/a': { shown: 1 } } });
  const file = makeState({ marks: { 'x/a': { closed: 1 }, 'x/b': { closed: 1 } }, receipts: { list: [makeOwnReceipt()], notes: {} } });
  const after = merge(mine, file, NOW);
  const later = {
    ...after, marks: { ...after.marks, 'x/a': { closed: 2, shown: 2 }, 'x/new': { shown: 1 } },
    receipts: { ...after.receipts, list: after.receipts.list.map((receipt) => ({ ...receipt, note: 'written since' })) },
  };
  assert.deepEqual(takeBack(later, compare(mine, after)), { ...mine, marks: { 'x/a': { closed: 2, shown: 2 }, 'x/new': { shown: 1 } }, receipts: later.receipts });
});

/** @param {object} mine @param {object} file @returns {any} */
const mergeMarks = (mine, file) => merge(makeState({ marks: { [NOTICE]: mine } }), makeState({ marks: { [NOTICE]: file } }), NOW).marks[NOTICE];

test('the higher revision of done wins, with its own day; of the same revision the later day', () => {
  const [old, renewed] = [{ revision: 1, on: '2026-11-24' }, { revision: 2, on: '2026-01-01' }];
  for (const [mine, file, wins] of [[old, renewed, renewed], [renewed, old, renewed], [old, { ...old, on: '2026-11-25' }, { ...old, on: '2026-11-25' }]]) {
    assert.deepEqual(mergeMarks({ done: mine }, { done: file }).done, wins);
  }
});

test('what is put off still comes back, though it was seen in another browser; once its time is over, seen is seen', () => {
  const running = { snoozed_until: NOW + 1, shown: 0 };
  assert.deepEqual(mergeMarks(running, { shown: 1 }), running);
  assert.deepEqual(mergeMarks({ shown: 1 }, running), running);
  assert.equal(mergeMarks({ snoozed_until: NOW, shown: 0 }, { shown: 1 }).shown, 1);
});

test('a note of a receipt that is here too is taken only where mine has none', () => {
  const [empty, one, other] = ['', 'one', 'other'].map((note) => makeState({ receipts: { list: [makeOwnReceipt({ note })], notes: {} } }));
  const noteOf = (/** @type {typeof one} */ mine, /** @type {typeof one} */ file) => merge(mine, file, NOW).receipts.list.map(({ note }) => note);
  assert.deepEqual([noteOf(empty, other), noteOf(one, other), noteOf(one, empty)], [['other'], ['one'], ['one']]);
});
