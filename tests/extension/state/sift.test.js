// Damage in storage: whatever is broken anywhere inside is left out, the rest holds, and the broken part is kept aside once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeChoices, readChoices } from '../../../extension/state/choices.js';
import { inKeptTurn, readKept } from '../../../extension/state/kept.js';
import { Marks } from '../../../extension/state/marks.js';
import { setAside, siftMarks, siftReceipts } from '../../../extension/state/sift.js';
import { DEFAULT_CHOICES, decide } from '../../../extension/match/decide.js';
import { makeNotice, makePlatform } from '../notices.js';
import { makeRandom } from '../sync/random.js';
import { drawState, makeArea, makeOwnReceipt, makeState } from './keeping.js';

const NOTHING = { choices: DEFAULT_CHOICES, marks: {}, receipts: { list: [], notes: {} } };
const WRONG = [null, 7, 'text', true, [], [[1]], {}, { done: 7 }, { list: 7 }, -1, { on: 1 }];

test('a mark with a broken field keeps its other fields, and those of a later Fairnotice', () => {
  const { sound, broken } = siftMarks({ 'x/a': { closed: 2, done: { revision: 1, on: 'yesterday' }, later: [1] }, 'x/b': 'text', 'not an id': {} });
  assert.deepEqual(sound, { 'x/a': { closed: 2, later: [1] } });
  assert.deepEqual(broken.map(({ at }) => at).sort(), ['not an id', 'x/a.done', 'x/b']);
});

test('a broken receipt is left out, the others and the notes stay', () => {
  const { sound, broken } = siftReceipts({ list: [makeOwnReceipt(), { ...makeOwnReceipt(), on: 7 }, null], notes: { 'x/a': ['left'], 'x/b': [7] } });
  assert.deepEqual(sound, { list: [makeOwnReceipt()], notes: { 'x/a': ['left'] } });
  assert.deepEqual(broken.map(({ at }) => at), ['list.1', 'list.2', 'notes.x/b']);
});

for (const wrong of WRONG) {
  test(`storage that holds ${JSON.stringify(wrong)} in place of anything breaks no reading`, async () => {
    for (const key of ['marks', 'receipts', 'choices']) {
      const kept = await readKept(makeArea({ [key]: wrong }));
      assert.deepEqual(kept, NOTHING, key);
    }
  });
}

/** Replace one value, anywhere inside. @param {any} value @param {() => number} random @returns {any} */
function spoil(value, random) {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (!keys.length || random() < 0.2) return WRONG[Math.floor(random() * WRONG.length)];
  const key = keys[Math.floor(random() * keys.length)];
  return Array.isArray(value) ? value.map((item, index) => (String(index) === key ? spoil(item, random) : item)) : { ...value, [key]: spoil(value[key], random) };
}

test('whatever is spoiled inside, what is read has the right shape, can be judged, and nothing is lost', async () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const random = makeRandom(seed);
    const whole = drawState(random);
    const parts = Object.entries(whole).map(([key, part]) => [key, random() < 0.5 ? spoil(part, random) : part]);
    const area = makeArea(Object.fromEntries(parts));
    const raw = structuredClone(area.held);
    const kept = await readKept(area);
    const notices = ['x/a', 'x/b'].map((id) => makeNotice({ id }));
    assert.equal(decide({ platform: makePlatform(), notices, ...kept, now: 1000, lastUnasked: null, shownInVisit: [] }).judged.length, 2, `seed ${seed}`);
    await setAside(area);
    assert.deepEqual(await readKept(area), kept, `seed ${seed}: putting aside changes nothing of what is read`);
    const aside = (area.held.set_aside ?? []).length;
    assert.equal(aside > 0, JSON.stringify([area.held.marks, area.held.receipts, area.held.choices]) !== JSON.stringify([raw.marks, raw.receipts, raw.choices]), `seed ${seed}`);
    await setAside(area);
    assert.equal((area.held.set_aside ?? []).length, aside, `seed ${seed}: once`);
  }
});

test('what is set aside is the broken part as it was, with its place; the key holds the rest', async () => {
  const area = makeArea({ marks: { 'x/a': { closed: 1 }, 'x/b': [1] }, choices: 'text' });
  await setAside(area);
  assert.deepEqual(area.held, {
    marks: { 'x/a': { closed: 1 } }, choices: {},
    set_aside: [{ key: 'marks', at: 'x/b', value: [1] }, { key: 'choices', at: '', value: 'text' }],
  });
});

/** @type {Record<string, (area: ReturnType<typeof makeArea>) => Promise<unknown>>} */
const WRITERS = {
  'a mark': (area) => new Marks(area).change('x/a', 'close', { revision: 1, now: 0 }),
  'a choice': (area) => changeChoices(area, { pause_minutes: 60 }),
  'all of it': (area) => inKeptTurn(area, ({ marks }) => area.set('marks', marks)),
};
for (const [name, write] of Object.entries(WRITERS)) {
  test(`a change of ${name} sets aside what is broken before it writes`, async () => {
    const area = makeArea({ marks: { 'x/b': [1] }, choices: { region: 'nowhere' } });
    await write(area);
    assert.deepEqual(area.held.set_aside, [{ key: 'marks', at: 'x/b', value: [1] }, { key: 'choices', at: 'region', value: 'nowhere' }]);
    assert.equal((await readChoices(area)).region, null);
  });
}

test('a browser that ended between the two writes finds the broken part aside once', async () => {
  const area = makeArea({ marks: 7, set_aside: [{ key: 'marks', at: '', value: 7 }] });
  await setAside(area);
  assert.deepEqual(area.held, { marks: {}, set_aside: [{ key: 'marks', at: '', value: 7 }] });
});

test('a list of what was set aside that is broken itself is set aside too', async () => {
  const area = makeArea({ marks: 7, set_aside: 'text' });
  assert.deepEqual(await setAside(area), [{ key: 'set_aside', at: '', value: 'text' }, { key: 'marks', at: '', value: 7 }]);
});

test('whole storage is left alone', async () => {
  const area = makeArea({ ...makeState({ marks: { 'x/a': { closed: 1 } } }) });
  const set = area.set;
  area.set = async () => assert.fail('nothing is to be written');
  assert.deepEqual(await setAside(area), []);
  area.set = set;
});

test('marks and choices that change at the same time do not undo each other', async () => {
  const area = makeArea();
  const marks = new Marks(area);
  await Promise.all([
    marks.change('x/a', 'close', { revision: 1, now: 0 }), new Marks(area).change('x/b', 'close', { revision: 1, now: 0 }),
    changeChoices(area, { region: 'DE' }), changeChoices(area, { pause_minutes: 0 }),
  ]);
  assert.deepEqual(Object.keys(await marks.read()), ['x/a', 'x/b']);
  assert.deepEqual(await readChoices(area), { ...DEFAULT_CHOICES, region: 'DE', pause_minutes: 0 });
});
