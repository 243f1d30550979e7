// What left this browser: every request in order and as it was, whatever becomes of it, and never in the way of what it lists.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { killHalfWay, sendEndlessly, sendSlowly, sendStatus } from '../catalogue-server.js';
import { DAY } from '../publisher.js';
import { setScene } from '../sync/client.js';
import { SentList } from '../../../extension/state/sent.js';
import { exchange, OPTIONS, PACE } from '../../../extension/sync/fetch-bytes.js';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const ASKED = { method: 'GET', url: 'https://notices.test/v1/head.json', options: { credentials: 'omit' }, body: null };
/** @type {Record<string, any>} */
let held = {};
let now = NOW;
const area = {
  get: async (/** @type {string} */ key) => structuredClone(held[key]),
  set: async (/** @type {string} */ key, /** @type {unknown} */ value) => void (held[key] = structuredClone(value)),
};
const makeList = () => new SentList(area, () => now);
/** @param {number} bytes */
const answered = (bytes) => ({ status: 200, fault: null, bytes });

beforeEach(() => {
  [held, now] = [{}, NOW];
});

test('a request is listed as it goes out, and again with how it ended', async () => {
  const list = makeList();
  const finish = list.begin('planned', ASKED);
  const [begun] = (await list.read()).requests;
  assert.deepEqual({ ...begun, id: '' }, { id: '', at: NOW, why: 'planned', ...ASKED, ended: null });
  finish(answered(506));
  const { requests, count, bytes } = await list.read();
  assert.deepEqual([requests.map(({ ended }) => ended), count, bytes], [[answered(506)], 1, 506]);
});

test('the newest come first, and each end finds its request', async () => {
  const list = makeList();
  const first = list.begin('asked', { ...ASKED, url: 'one' });
  const second = list.begin('report', { ...ASKED, url: 'two', method: 'POST', body: '{}' });
  second({ status: null, fault: 'slow', bytes: 2 });
  first(answered(1));
  assert.deepEqual((await list.read()).requests.map(({ url, why, body, ended }) => [url, why, body, ended?.fault, ended?.bytes]), [
    ['two', 'report', '{}', 'slow', 2], ['one', 'asked', null, null, 1],
  ]);
});

test('fifty are kept and all are counted', async () => {
  const list = makeList();
  for (let number = 0; number < 60; number++) list.begin('planned', { ...ASKED, url: String(number) })(answered(10));
  const { requests, count, bytes } = await list.read();
  assert.deepEqual([requests.length, requests[0].url, requests.at(-1)?.url, count, bytes], [50, '59', '10', 60, 600]);
});

test('totals are of the last thirty days', async () => {
  const list = makeList();
  list.begin('planned', ASKED)(answered(1));
  now += 29 * DAY;
  list.begin('planned', ASKED)(answered(2));
  assert.deepEqual([(await list.read()).count, (await list.read()).bytes], [2, 3]);
  now += DAY;
  assert.deepEqual([(await list.read()).count, (await list.read()).bytes], [1, 2]);
  list.begin('planned', ASKED);
  await list.read();
  assert.deepEqual(Object.keys(held.sent.days).sort(), ['2026-12-23', '2026-12-24']);
});

test('it outlives the background, and a request that was cut off says nothing of its end', async () => {
  makeList().begin('planned', { ...ASKED, url: 'one' });
  await new Promise((resolve) => setImmediate(resolve));
  now += 1;
  const later = makeList();
  later.begin('planned', { ...ASKED, url: 'two' })(answered(1));
  assert.deepEqual((await later.read()).requests.map(({ url, ended }) => [url, ended?.status]), [['two', 200], ['one', undefined]]);
});

test('when it is cleared nothing is left, and what ends after that stays off it', async () => {
  const list = makeList();
  const finish = list.begin('planned', ASKED);
  await list.clear();
  finish(answered(5));
  assert.deepEqual(await list.read(), { requests: [], count: 0, bytes: 0 });
  assert.deepEqual(held.sent, { requests: [], days: {} });
  const next = list.begin('planned', ASKED);
  finish(answered(5));
  next(answered(2));
  assert.deepEqual([(await list.read()).count, (await list.read()).bytes], [1, 2]);
});

test('a damaged list counts as an empty one', async () => {
  for (const damaged of ['x', 7, null, [], { requests: {} }, { requests: [], days: null }, { requests: [] }]) {
    held.sent = damaged;
    const list = makeList();
    list.begin('planned', ASKED);
    assert.equal((await list.read()).count, 1, JSON.stringify(damaged));
  }
});

test('a whole synchronisation is listed in the order in which the server saw it', async (context) => {
  const { server, client } = await setScene(context);
  const list = makeList();
  server.takePaths();
  await client.sync({ record: (asked) => list.begin('asked', asked) });
  const seen = server.takePaths();
  const { requests } = await list.read();
  assert.ok(seen.length >= 3);
  assert.deepEqual(requests.map(({ url }) => url).reverse(), seen.map((path) => `${server.address}/${path}`));
  for (const { method, options, body, ended } of requests) {
    assert.deepEqual({ method, ...options }, OPTIONS);
    assert.deepEqual([body, ended?.status, ended?.fault], [null, 200, null]);
  }
});

test('a list that cannot be written stops nothing, and says so once', async (context) => {
  const { client } = await setScene(context);
  const warned = context.mock.method(console, 'warn', () => {});
  const full = new SentList({ ...area, set: async () => { throw new Error('the disk is full'); } }, () => now);
  const outcome = await client.sync({ record: (asked) => full.begin('planned', asked) });
  assert.deepEqual([outcome.fault, outcome.edition], [null, 2]);
  await full.read();
  assert.equal(warned.mock.callCount(), 1);
});

test('a request never waits for the list', async () => {
  /** @type {string[]} */
  const order = [];
  const slow = new SentList({ get: () => new Promise(() => {}), set: async () => {} }, () => now);
  const network = {
    mayFetch: async () => true, record: (/** @type {any} */ asked) => (order.push('noted'), slow.begin('planned', asked)),
    fetch: async () => (order.push('asked'), new Response('abc')),
  };
  assert.equal((await exchange('https://notices.test/', OPTIONS, 10, network, () => true)).bytes?.length, 3);
  assert.deepEqual(order, ['noted', 'asked']);
});

for (const [name, behaviour, expected] of /** @type {[string, import('../catalogue-server.js').Behaviour, any][]} */ ([
  ['an error', sendStatus(500), { status: 500, fault: null, bytes: 0 }],
  ['a missing file', sendStatus(404), { status: 404, fault: null, bytes: 0 }],
  ['an endless body', sendEndlessly, { status: 200, fault: 'too-large' }],
  ['a slow body', sendSlowly, { status: 200, fault: 'slow', bytes: 1 }],
  ['a broken body', killHalfWay, { status: 200, fault: 'unreachable' }],
])) {
  test(`${name} is listed with how it ended`, async (context) => {
    const { server, client } = await setScene(context);
    const list = makeList();
    server.misbehave('v1/head.json', behaviour);
    // Only what is meant to be too slow is hurried: a busy machine is slow as well.
    const pace = name === 'a slow body' ? { ...PACE, milliseconds: 150 } : PACE;
    await client.sync({ record: (asked) => list.begin('planned', asked), pace });
    const { requests } = await list.read();
    const ended = requests[0].ended;
    assert.deepEqual({ ...ended, ...('bytes' in expected ? {} : { bytes: undefined }) }, { bytes: undefined, ...expected });
  });
}

test('what was never asked for is not listed', async (context) => {
  const { client } = await setScene(context);
  const list = makeList();
  client.mayFetch = async () => false;
  await client.sync({ record: (asked) => list.begin('planned', asked) });
  assert.deepEqual((await list.read()).requests, []);
});
