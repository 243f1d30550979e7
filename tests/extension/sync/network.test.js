// What goes over the wire and what a bad connection or a greedy server does: limits, options, mirrors, permission (PROTOCOL.md, 4.2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, makeRecords, Publisher, START } from '../publisher.js';
import { killHalfWay, sendBomb, sendEndlessly, sendSlowly, sendStatus } from '../catalogue-server.js';
import { fetchBytes, PACE, readRetryAfter } from '../../../extension/sync/fetch-bytes.js';
import { setScene } from './client.js';

const MIRROR = 'https://mirror.test/catalogue';
// An address on loopback where nothing listens.
const NOWHERE = 'http://127.0.0.1:9';
const FAST = { bytes: 256 * 1024, milliseconds: 150 };

/**
 * Let an https mirror be served by a server on loopback.
 * @param {string} address
 * @returns {typeof fetch}
 */
function mapMirror(address) {
  return (url, options) => fetch(String(url).replace(MIRROR, address), options);
}

/** @param {import('node:test').TestContext} context a scene whose root names the mirror */
async function setMirrorScene(context) {
  const scene = await setScene(context);
  scene.publisher.publishRoot({ change: { mirrors: ['http://mirror.test', MIRROR, 'https://user@mirror.test', 'no address'] } });
  scene.publisher.publishHead(1, { issued: START + DAY });
  await scene.client.sync();
  scene.publisher.publishHead(2, { issued: START + DAY });
  scene.server.takePaths();
  return scene;
}

for (const path of ['v1/head.json', 'v1/root/2', 'v1/manifests', 'v1/packs']) {
  test(`an endless, inflating, slow or broken body of ${path} is stopped and changes nothing`, async (context) => {
    const { publisher, server, client } = await setScene(context);
    publisher.files.delete('v1/deltas/en/1-2.jsonl');
    publisher.publishRoot();
    publisher.publishHead(2, { issued: START + DAY });
    for (const [behaviour, code] of /** @type {const} */ ([
      [sendEndlessly, 'too-large'], [sendBomb(8 * 1024 * 1024), 'too-large'], [sendSlowly, 'slow'], [killHalfWay, 'unreachable'], [sendStatus(500), 'unreachable'],
    ])) {
      server.misbehave(path, behaviour);
      const outcome = await client.sync({ pace: FAST });
      assert.equal(outcome.fault?.code, code);
      assert.equal(await client.summary(), 'It says one.');
    }
    server.behave();
    assert.equal((await client.sync()).edition, 2);
    assert.equal(await client.summary(), 'It says two.');
  });
}

test('a delta that is cut off, endless or missing costs nothing but the pack', async (context) => {
  for (const behaviour of [killHalfWay, sendEndlessly, sendStatus(404)]) {
    const { server, client } = await setScene(context);
    server.misbehave('v1/deltas', behaviour);
    assert.deepEqual((await client.sync()).fault, null);
    assert.equal(await client.summary(), 'It says two.');
  }
});

test('the limit counts to the byte', async (context) => {
  const { publisher, server } = await setScene(context);
  publisher.files.set('v1/file', Buffer.alloc(1000, 'a'));
  const network = { mayFetch: async () => true };
  assert.equal((await fetchBytes(`${server.address}/v1/file`, 1000, network))?.length, 1000);
  await assert.rejects(fetchBytes(`${server.address}/v1/file`, 999, network), { code: 'too-large' });
});

test('a body may take 30 seconds for each 256 KB begun of its limit', async () => {
  for (const [limit, blocks] of [[1, 1], [256 * 1024, 1], [256 * 1024 + 1, 2], [1024 * 1024, 4]]) {
    let asked = 0;
    const timers = /** @type {any} */ ({ setTimeout: (/** @type {() => void} */ _, /** @type {number} */ ms) => void (asked = ms), clearTimeout: () => {} });
    await fetchBytes('https://host.test/', limit, { mayFetch: async () => true, timers, fetch: async () => new Response('') });
    assert.equal(asked, blocks * PACE.milliseconds);
  }
});

test('a request carries nothing but what the runtime itself adds, however hard the server tries to mark it', async (context) => {
  const { publisher, server, client } = await setScene(context);
  server.extraHeaders = { 'set-cookie': 'id=1; Path=/', etag: '"mark"', 'last-modified': 'Fri, 20 Nov 2026 09:00:00 GMT', 'cache-control': 'public, max-age=3600' };
  await client.sync();
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  publisher.publishHead(3, { issued: START + DAY });
  await client.sync();
  assert.ok(server.requests.length > 4);
  const runtime = ['host', 'connection', 'accept', 'accept-language', 'sec-fetch-mode', 'user-agent', 'accept-encoding', 'pragma', 'cache-control'];
  for (const { method, path, headers } of server.requests) {
    assert.equal(method, 'GET');
    assert.ok(!path.includes('?'), path);
    assert.deepEqual(Object.keys(headers).filter((name) => !runtime.includes(name)), []);
    // Each is asked for anew: an answer from a cache would let max-age stand for a freeze.
    assert.equal(headers['cache-control'], 'no-cache');
  }
});

test('fetch is called with exactly the options of the protocol', async () => {
  /** @type {RequestInit | undefined} */
  let seen;
  await fetchBytes('https://host.test/', 10, { mayFetch: async () => true, fetch: async (_, options) => { seen = options; return new Response(''); } });
  const { signal, ...options } = seen ?? {};
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(options, { method: 'GET', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error' });
});

test('a redirect is not followed', async (context) => {
  const { server, client } = await setScene(context);
  server.misbehave('v1/head.json', sendStatus(302, { location: '/v1/elsewhere' }));
  assert.equal((await client.sync()).fault?.code, 'unreachable');
  assert.deepEqual(server.takePaths(), ['v1/head.json']);
});

test('without the permission for the server there is no request at all', async (context) => {
  const { server, client } = await setScene(context);
  client.mayFetch = async () => false;
  const outcome = await client.sync();
  assert.equal(outcome.fault?.code, 'no-permission');
  assert.deepEqual(server.requests, []);
  assert.equal(await client.summary(), 'It says one.');
});

test('a permission taken back half-way stops the next request', async (context) => {
  const { server, client } = await setScene(context);
  client.mayFetch = async (url) => url.endsWith('head.json');
  assert.equal((await client.sync()).fault?.code, 'no-permission');
  assert.deepEqual(server.takePaths(), ['v1/head.json']);
  assert.equal(await client.summary(), 'It says one.');
});

test('a server that is gone leaves everything as it was, and its mirror helps', async (context) => {
  const { server, client } = await setMirrorScene(context);
  const alone = await client.sync({ server: NOWHERE, mayFetch: async (url) => !url.startsWith(MIRROR) });
  assert.deepEqual([alone.fault?.code, alone.edition], ['unreachable', 1]);
  const helped = await client.sync({ server: NOWHERE, fetch: mapMirror(server.address) });
  assert.deepEqual([helped.fault, helped.edition], [null, 2]);
});

test('mirrors are https addresses and nothing else, asked only after the server failed', async (context) => {
  const { client } = await setMirrorScene(context);
  /** @type {string[]} */
  const asked = [];
  const refuse = async (/** @type {any} */ url) => {
    asked.push(String(url));
    throw new TypeError('gone');
  };
  await client.sync({ server: 'https://server.test/', fetch: refuse });
  assert.deepEqual(asked, ['https://server.test/v1/head.json', `${MIRROR}/v1/head.json`]);
});

test('a mirror is tried when the head of the server is old', async (context) => {
  const { publisher, server, client } = await setMirrorScene(context);
  const fresh = new Publisher();
  Object.assign(fresh, publisher, { files: new Map(publisher.files) });
  client.clock += 30 * DAY;
  fresh.publishHead(2, { issued: client.clock });
  const { CatalogueServer } = await import('../catalogue-server.js');
  const mirror = new CatalogueServer(fresh.files);
  context.after(() => mirror.stop());
  const outcome = await client.sync({ fetch: mapMirror(await mirror.start()) });
  assert.deepEqual([outcome.fault, outcome.edition], [null, 2]);
  assert.deepEqual(server.takePaths(), ['v1/head.json']);
});

test('after an equivocation no mirror is asked: taking its word would mean to pick one of two truths', async (context) => {
  const { publisher, client, server } = await setMirrorScene(context);
  await client.sync();
  publisher.publishEdition(2, { en: makeRecords(6, 'another two') });
  publisher.publishHead(2, { issued: START + DAY });
  server.takePaths();
  const outcome = await client.sync({ fetch: mapMirror(server.address) });
  assert.equal(outcome.fault?.code, 'equivocation');
  assert.deepEqual(server.takePaths(), ['v1/head.json']);
});

test('a mirror without permission is skipped', async (context) => {
  const { client } = await setMirrorScene(context);
  /** @type {string[]} */
  const asked = [];
  const outcome = await client.sync({
    server: 'https://server.test',
    mayFetch: async (url) => url.startsWith('https://server.test'),
    fetch: async (url) => {
      asked.push(String(url));
      throw new TypeError('gone');
    },
  });
  assert.deepEqual(asked, ['https://server.test/v1/head.json']);
  assert.equal(outcome.fault?.code, 'unreachable');
});

test('a 404 is told apart from a server that is away', async (context) => {
  const { publisher, server, client } = await setScene(context);
  publisher.files.delete('v1/head.json');
  assert.equal((await client.sync()).fault?.code, 'missing');
  assert.equal(await fetchBytes(`${server.address}/nothing`, 10, { mayFetch: async () => true }), null);
});

test('Retry-After is kept to, in seconds or as a date, and cannot freeze a client for years', async (context) => {
  const { server, client } = await setScene(context);
  server.misbehave('v1/head.json', sendStatus(503, { 'retry-after': '40000' }));
  assert.equal((await client.sync()).nextPoll, client.clock + 40_000_000);
  server.misbehave('v1/head.json', sendStatus(429, { 'retry-after': '999999999' }));
  assert.equal((await client.sync()).nextPoll, client.clock + 2 * DAY);
  assert.equal(readRetryAfter(new Date(START + 60_000).toUTCString(), START), 60);
  assert.equal(readRetryAfter(new Date(START - 60_000).toUTCString(), START), 0);
  for (const nonsense of [null, '', 'soon', '-5', '1e9']) assert.ok([null, 0].includes(readRetryAfter(nonsense, START)), String(nonsense));
});
