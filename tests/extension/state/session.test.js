// What is remembered until the browser ends: visits that end, guides that end, and no two writes that undo one another.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { GUIDE_ENDS_AFTER } from '../../../extension/state/guides.js';
import { Session } from '../../../extension/state/session.js';
import { VISIT_ENDS_AFTER } from '../../../extension/state/visits.js';

const NOW = 1_000_000_000;
/** @type {Record<string, any>} */
let held = {};
/** Slow, so that writes that do not wait for one another would be lost. */
const area = {
  get: async (/** @type {string} */ key) => structuredClone(held[key]),
  set: async (/** @type {string} */ key, /** @type {unknown} */ value) => {
    await new Promise((resolve) => setTimeout(resolve));
    held[key] = value;
  },
};
/** @type {Session} */
let session;
beforeEach(() => {
  held = {};
  session = new Session(area);
});

test('what came up in a visit is known on its next page, and forgotten when the visit is over', async () => {
  await session.notePage('x', 'x/ads@1', NOW, 1);
  await session.notePage('x', null, NOW + VISIT_ENDS_AFTER - 1, 1);
  assert.deepEqual(await session.readShown('x', NOW + 2 * VISIT_ENDS_AFTER - 2), ['x/ads@1']);
  assert.deepEqual(await session.readShown('x', NOW + 2 * VISIT_ENDS_AFTER - 1), []);
});

test('a visit to one platform knows nothing of another', async () => {
  await session.notePage('x', 'x/ads@1', NOW, 1);
  assert.deepEqual(await session.readShown('y', NOW), []);
  assert.deepEqual(await session.readShown('constructor', NOW), []);
});

test('only what came up counts for the pause between banners', async () => {
  await session.notePage('x', null, NOW, 1);
  assert.equal(await session.readLastUnasked(), null);
  await session.notePage('x', 'x/ads@1', NOW + 1, 1);
  await session.notePage('y', null, NOW + 2, 1);
  assert.equal(await session.readLastUnasked(), NOW + 1);
});

test('what came up where nobody saw it may come up on the next page of that tab, at once', async () => {
  await session.notePage('x', 'x/ads@1', NOW, 1);
  await session.forgetUnseen(2);
  assert.deepEqual([await session.readShown('x', NOW), await session.readLastUnasked()], [['x/ads@1'], NOW]);
  await session.forgetUnseen(1);
  assert.deepEqual([await session.readShown('x', NOW), await session.readLastUnasked()], [[], null]);
});

test('what was in view has come up', async () => {
  await session.notePage('x', 'x/ads@1', NOW, 1);
  await session.noteInView(2);
  await session.noteInView(1);
  await session.forgetUnseen(1);
  assert.deepEqual([await session.readShown('x', NOW), await session.readLastUnasked()], [['x/ads@1'], NOW]);
});

test('visits that are over leave the memory', async () => {
  await session.notePage('x', null, NOW, 1);
  await session.notePage('y', null, NOW + VISIT_ENDS_AFTER, 1);
  assert.deepEqual(Object.keys(held.visits), ['y']);
});

test('a notice that was put off may come up again in the same visit, and no other', async () => {
  await session.notePage('x', 'x/ads@1', NOW, 1);
  await session.notePage('x', 'x/ai-sharing@2', NOW, 1);
  await session.forgetShown('x', 'x/ads@1');
  await session.forgetShown('y', 'y/ads@1');
  assert.deepEqual(await session.readShown('x', NOW), ['x/ai-sharing@2']);
});

test('of many pages at once each is noted', async () => {
  await Promise.all(['x', 'y', 'z'].map((platform) => session.notePage(platform, `${platform}/ads@1`, NOW, 1)));
  assert.deepEqual(Object.keys(held.visits).sort(), ['x', 'y', 'z']);
});

test('a guide belongs to its tab and ends when nobody used it for long', async () => {
  const guide = { noticeId: 'x/ads', actionId: 'switch', step: 0, at: NOW };
  await session.writeGuide(7, guide, NOW);
  assert.deepEqual(await session.readGuide(7, NOW + GUIDE_ENDS_AFTER - 1), guide);
  assert.equal(await session.readGuide(7, NOW + GUIDE_ENDS_AFTER), null);
  assert.equal(await session.readGuide(8, NOW), null);
  await session.writeGuide(7, null, NOW);
  assert.equal(await session.readGuide(7, NOW), null);
});

test('a banner that a page took away is known for its tab until there is a new page, and for the newest tabs only', async () => {
  await session.noteRemoved(1, 'x/ads');
  await session.noteRemoved(2, 'y/ads');
  await session.forgetRemoved(1);
  assert.deepEqual([await session.readRemoved(1), await session.readRemoved(2)], [null, 'y/ads']);
  for (let tab = 3; tab < 40; tab++) await session.noteRemoved(tab, 'x/ads');
  assert.equal(Object.keys(held.removed).length, 20);
  assert.equal(await session.readRemoved(39), 'x/ads');
});
