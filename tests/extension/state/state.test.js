// What the person did and chose: kept whole, damaged values count as nothing, writes do not undo each other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeChoices, readChoices } from '../../../extension/state/choices.js';
import { DEFAULT_CHOICES } from '../../../extension/match/decide.js';
import { Marks } from '../../../extension/state/marks.js';

function makeArea(/** @type {Record<string, any>} */ held = {}) {
  return {
    held,
    async get(/** @type {string} */ key) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return structuredClone(held[key]);
    },
    async set(/** @type {string} */ key, /** @type {unknown} */ value) {
      held[key] = structuredClone(value);
    },
  };
}

test('changes at the same time all arrive', async () => {
  const marks = new Marks(makeArea());
  const ids = Array.from({ length: 20 }, (_, index) => `x/notice-${index}`);
  await Promise.all(ids.map((id) => marks.change(id, 'close', { revision: 1, now: 0 })));
  assert.deepEqual(Object.keys(await marks.read()), ids);
});

test('a write that fails is said to its caller and does not stop the next', async () => {
  const area = makeArea();
  const set = area.set;
  area.set = async () => { throw new Error('the disk is full'); };
  const marks = new Marks(area);
  await assert.rejects(marks.change('x/a', 'close', { revision: 1, now: 0 }), /disk/);
  area.set = set;
  await marks.change('x/a', 'close', { revision: 2, now: 0 });
  assert.deepEqual(await marks.read(), { 'x/a': { closed: 2, shown: 2 } });
});

test('opening again forgets what was done', async () => {
  const marks = new Marks(makeArea());
  await marks.change('x/a', 'finish', { revision: 3, now: Date.parse('2026-11-24T10:00:00Z') });
  assert.deepEqual(await marks.read(), { 'x/a': { done: { revision: 3, on: '2026-11-24' } } });
  await marks.change('x/a', 'reopen', { revision: 3, now: 0 });
  assert.deepEqual(await marks.read(), { 'x/a': {} });
});

for (const damaged of [null, 7, 'text', [1], undefined]) {
  test(`marks that are ${JSON.stringify(damaged)} count as none`, async () => {
    assert.deepEqual(await new Marks(makeArea({ marks: damaged })).read(), {});
  });
}

test('a damaged choice is as at the start, the others stay', async () => {
  const area = makeArea({ choices: { region: 'nowhere', topics: ['ads'], surface: 7, unknown: 1 } });
  assert.deepEqual(await readChoices(area), { ...DEFAULT_CHOICES, topics: ['ads'] });
});

test('a choice that is not possible is refused and nothing is written', async () => {
  const area = makeArea();
  await assert.rejects(changeChoices(area, { pause_minutes: -1 }), /pause_minutes/);
  assert.deepEqual(area.held, {});
  assert.equal((await changeChoices(area, { region: 'US-CA' })).region, 'US-CA');
});
