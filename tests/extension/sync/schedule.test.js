// When a client polls: clamped, jittered, absolute, and never at the start of the browser (PROTOCOL.md, 4.1).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayCheckNow, planAtStart, planNextPoll, planRetry } from '../../../extension/sync/schedule.js';
import { makeRandom } from './random.js';
import { DAY, makeRecords, START } from '../publisher.js';
import { setScene } from './client.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const random = makeRandom(20261124);
const NOW = START;

/** @param {() => number} draw @param {number} least @param {number} most  all draws lie between, and come near both ends */
function expectSpread(draw, least, most) {
  const draws = Array.from({ length: 500 }, draw);
  const [low, high] = [Math.min(...draws), Math.max(...draws)];
  assert.ok(low >= least && high <= most, `${low} to ${high} is not within ${least} to ${most}`);
  const near = (most - least) * 0.05;
  assert.ok(low <= least + near && high >= most - near, `${low} to ${high} does not spread over ${least} to ${most}`);
}

test('the period is the head\'s, within 6 to 48 hours, times 0.75 to 1.25', () => {
  for (const [next, hours] of [[43200, 12], [null, 12], [0, 6], [60, 6], [6 * 3600, 6], [48 * 3600, 48], [49 * 3600, 48], [Number.MAX_SAFE_INTEGER, 48]]) {
    expectSpread(() => planNextPoll({ now: NOW, next, random }) - NOW, Number(hours) * HOUR * 0.75, Number(hours) * HOUR * 1.25);
  }
});

test('after the n-th failure a random time up to 30 minutes times 2^(n-1), at most 24 hours', () => {
  for (const [failures, most] of [[1, 0.5], [2, 1], [3, 2], [6, 16], [7, 24], [8, 24], [50, 24], [5000, 24]]) {
    expectSpread(() => planRetry({ now: NOW, failures, retryAfter: null, random }) - NOW, 0, most * HOUR);
  }
});

test('a retry comes no sooner than Retry-After, which is heard up to 48 hours', () => {
  for (let draw = 0; draw < 200; draw++) {
    const failures = 1 + Math.floor(random() * 10);
    const retryAfter = Math.floor(random() * 400_000);
    const wait = planRetry({ now: NOW, failures, retryAfter, random }) - NOW;
    assert.ok(wait >= Math.min(retryAfter * 1000, 48 * HOUR) && wait <= 48 * HOUR);
  }
});

test('at the start of the browser an overdue poll waits 1 to 15 minutes', () => {
  for (const nextPoll of [null, NOW, NOW - 1, NOW - 90 * DAY]) expectSpread(() => planAtStart({ now: NOW, nextPoll, random }) - NOW, MINUTE, 15 * MINUTE);
});

test('a poll that is not due yet keeps its absolute time across restarts', () => {
  for (let draw = 0; draw < 200; draw++) {
    const nextPoll = NOW + 1 + Math.floor(random() * 60 * HOUR);
    assert.equal(planAtStart({ now: NOW, nextPoll, random }), nextPoll);
  }
});

test('a plan that is impossibly far ahead means the clock was set back: it is made anew', () => {
  expectSpread(() => planAtStart({ now: NOW, nextPoll: NOW + 61 * HOUR, random }) - NOW, MINUTE, 15 * MINUTE);
});

test('every plan is a whole number, which alarms need', () => {
  assert.ok(Number.isInteger(planNextPoll({ now: NOW, next: 43201, random })));
  assert.ok(Number.isInteger(planRetry({ now: NOW, failures: 1, retryAfter: null, random })));
  assert.ok(Number.isInteger(planAtStart({ now: NOW, nextPoll: null, random })));
});

test('"Check now" is open at first, after five minutes, and after the clock was set back', () => {
  assert.deepEqual(
    [null, NOW, NOW - 5 * MINUTE + 1, NOW - 5 * MINUTE, NOW + HOUR].map((lastAttempt) => mayCheckNow({ now: NOW, lastAttempt })),
    [true, false, false, true, true],
  );
});

test('the plan outlives the database and the worker', async (context) => {
  const { client } = await setScene(context);
  const { nextPoll } = await client.sync();
  await client.clearDatabase();
  assert.equal(Date.parse((await client.status()).next_poll ?? ''), nextPoll);
});

test('what is asked for does not depend on what was read', async (context) => {
  const paths = [];
  for (const visits of [[], ['p0', 'p1', 'p5', 'nobody']]) {
    const { publisher, client, server } = await setScene(context);
    for (const id of visits) await client.store.readPlatform(id);
    await client.store.readHosts();
    publisher.publishEdition(3, { en: makeRecords(6, 'three') });
    publisher.publishHead(3, { issued: START + DAY });
    await client.sync();
    paths.push(server.takePaths().map((path) => path.replace(/-[0-9a-f]{16}/, '')));
  }
  assert.deepEqual(paths[0], paths[1]);
});
