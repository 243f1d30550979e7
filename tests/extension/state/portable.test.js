// The file of what is kept: what is written is read again, and anything else is refused with the place of the first fault.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readState, writeState } from '../../../extension/state/portable.js';
import { makeRandom } from '../sync/random.js';
import { drawState, makeOwnReceipt, makeState } from './keeping.js';

const DAY = '2026-11-24';
const FULL = makeState({
  marks: { 'x/ai-sharing': { closed: 2, shown: 2, done: { revision: 2, on: DAY }, snoozed_until: 1_800_000_000_000 } },
  receipts: { list: [makeOwnReceipt({ note: 'Zeile 1\nسطر ٢ \u{1f389}' }), makeOwnReceipt({ notice: 'x/ads', action: null })], notes: { 'x/ads': ['left'] } },
});

/** A whole file with one thing changed. @param {(file: any) => void} change */
function change(change) {
  const file = JSON.parse(writeState(FULL, DAY));
  change(file);
  return JSON.stringify(file);
}

test('what is written is read again', () => {
  assert.deepEqual(readState(writeState(FULL, DAY)), { made_on: DAY, ...FULL });
  for (let seed = 0; seed < 200; seed++) {
    const state = drawState(makeRandom(seed));
    assert.deepEqual(readState(writeState(state, DAY)), { made_on: DAY, ...state }, `seed ${seed}`);
  }
});

test('a file says what it is and when it was made, and is UTF-8 that survives a byte order mark', () => {
  const { format, version, made_on: madeOn, ...rest } = JSON.parse(writeState(FULL, DAY));
  assert.deepEqual([format, version, madeOn, Object.keys(rest)], ['fairnotice-state', 1, DAY, ['choices', 'marks', 'receipts']]);
  assert.deepEqual(readState(`\ufeff${writeState(FULL, DAY)}`).marks, FULL.marks);
});

test('of a mark only what the file knows is written', () => {
  const marks = /** @type {any} */ ({ 'x/ads': { closed: 1, a_later_field: true } });
  assert.deepEqual(readState(writeState({ ...FULL, marks }, DAY)).marks, { 'x/ads': { closed: 1 } });
});

test('a file without a choice that came later is read', () => {
  assert.equal(readState(change((file) => delete file.choices.pause_minutes)).choices.pause_minutes, undefined);
});

for (const text of ['', 'hello', '[]', 'null', '7', '{}', '{"format":"other","version":1}', '['.repeat(100_000)]) {
  test(`${text.slice(0, 40)} is not a file of ours`, () => {
    assert.throws(() => readState(text), { code: 'foreign' });
  });
}

for (const version of [2, 99]) {
  test(`version ${version} asks for a newer Fairnotice`, () => {
    assert.throws(() => readState(change((file) => (file.version = version))), { code: 'newer', message: /Update Fairnotice/ });
  });
}

const DAMAGES = /** @type {[string, (file: any) => void][]} */ ([
  ['version', (file) => (file.version = '1')],
  ['version', (file) => (file.version = 0)],
  ['made_on', (file) => (file.made_on = '2026-02-30')],
  ['made_on', (file) => delete file.made_on],
  ['extra', (file) => (file.extra = 1)],
  ['choices', (file) => (file.choices = [])],
  ['choices.surface', (file) => (file.choices.surface = 'everywhere')],
  ['choices.later', (file) => (file.choices.later = 1)],
  ['choices.muted.0', (file) => (file.choices.muted = ['not an id'])],
  ['marks', (file) => (file.marks = null)],
  ['marks.x', (file) => (file.marks.x = {})],
  ['marks.X/ads', (file) => (file.marks['X/ads'] = {})],
  ['marks.x/ads', (file) => (file.marks['x/ads'] = 7)],
  ['marks.x/ads.host', (file) => (file.marks['x/ads'] = { host: 'x.com' })],
  ['marks.x/ads.closed', (file) => (file.marks['x/ads'] = { closed: '1' })],
  ['marks.x/ads.closed', (file) => (file.marks['x/ads'] = { closed: 1.5 })],
  ['marks.x/ads.closed', (file) => (file.marks['x/ads'] = { closed: 1_000_001 })],
  ['marks.x/ads.closed', (file) => (file.marks['x/ads'] = { closed: -1 })],
  ['marks.x/ads.done.on', (file) => (file.marks['x/ads'] = { done: { revision: 1 } })],
  ['marks.x/ads.snoozed_until', (file) => (file.marks['x/ads'] = { snoozed_until: 9e15 })],
  ['receipts.list', (file) => (file.receipts.list = {})],
  ['receipts.notes', (file) => delete file.receipts.notes],
  ['receipts.list.1', (file) => (file.receipts.list[1] = 'text')],
  ['receipts.list.0.headline', (file) => (file.receipts.list[0].headline = 'a\u202eb')],
  ['receipts.list.0.headline', (file) => (file.receipts.list[0].headline = 'x'.repeat(8193))],
  ['receipts.list.0.note', (file) => (file.receipts.list[0].note = 'x'.repeat(501))],
  ['receipts.list.0.on', (file) => (file.receipts.list[0].on = '24.11.2026')],
  ['receipts.list.0.platform.id', (file) => (file.receipts.list[0].platform.id = 'X')],
  ['receipts.list.0.action.url', (file) => (file.receipts.list[0].action.url = 'javascript:alert(1)')],
  ['receipts.list.0.action.url', (file) => (file.receipts.list[0].action.url = 'https://x.com/ a')],
  ['receipts.list.0.visited', (file) => (file.receipts.list[0].visited = true)],
  ['receipts.notes.x/ads.0', (file) => (file.receipts.notes['x/ads'] = [7])],
]);
for (const [at, damage] of DAMAGES) {
  test(`damage is named: ${at} in ${String(damage).slice(10)}`, () => {
    assert.throws(() => readState(change(damage)), { code: 'damaged', message: `This file is damaged at ${at}.` });
  });
}

test('the names that JavaScript itself gives to objects are no entries and change nothing', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    for (const part of ['marks', 'choices']) {
      const text = writeState(makeState(), DAY).replace(`"${part}": {`, `"${part}": {"${name}": {"closed": 9}${part === 'choices' ? ',' : ''}`);
      assert.throws(() => readState(text), { code: 'damaged', message: new RegExp(`${part}.${name}`) }, `${part} ${name}`);
    }
  }
  assert.equal(/** @type {any} */ ({}).closed, undefined);
});

test('more than 5 MB is refused, read or written', () => {
  const note = 'é'.repeat(500);
  const list = Array.from({ length: 4200 }, (_, index) => makeOwnReceipt({ material: index, note }));
  const large = makeState({ receipts: { list, notes: {} } });
  assert.ok(JSON.stringify(large).length < 5_000_000, 'fewer characters than that: it is the bytes that count');
  assert.throws(() => writeState(large, DAY), { code: 'large' });
  assert.throws(() => readState(JSON.stringify(large)), { code: 'large' });
  assert.throws(() => readState('x'.repeat(5_000_001)), { code: 'large' });
});
