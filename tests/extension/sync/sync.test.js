// The state machine from head to swap: what an honest server brings, in what order it is asked, and what is recorded.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, makeNotice, makePlatform, makeRecords, START, toTime } from '../publisher.js';
import { killHalfWay, sendStatus } from '../catalogue-server.js';
import { lastMaterial } from '../../../extension/match/decide.js';
import { chooseLanguage } from '../../../extension/sync/languages.js';
import { setScene } from './client.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('the packaged catalogue is shown before any request', async (context) => {
  const { client, server } = await setScene(context);
  assert.equal(await client.summary(), 'It says one.');
  assert.equal((await client.status()).edition, 1);
  assert.deepEqual(server.takePaths(), []);
});

test('a new edition comes as head, manifest, delta', async (context) => {
  const { client, server } = await setScene(context);
  const outcome = await client.sync();
  assert.equal(outcome.fault, null);
  assert.deepEqual([outcome.changed, outcome.edition], [true, 2]);
  assert.equal(await client.summary(), 'It says two.');
  assert.deepEqual(server.takePaths().map((path) => path.split('/')[1]), ['head.json', 'manifests', 'deltas']);
});

test('a head that names the held edition is the only request', async (context) => {
  const { client, server } = await setScene(context);
  await client.sync();
  server.takePaths();
  const outcome = await client.sync();
  assert.deepEqual([outcome.changed, outcome.fault, outcome.edition], [false, null, 2]);
  assert.deepEqual(server.takePaths(), ['v1/head.json']);
});

test('without a delta from the held edition the pack is taken', async (context) => {
  const { publisher, client, server } = await setScene(context);
  publisher.publishEdition(3, { en: makeRecords(6, 'three') }, { deltas: false });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 3);
  assert.deepEqual(server.takePaths().map((path) => path.split('/')[1]), ['head.json', 'manifests', 'packs']);
});

test('hosts follow the edition, also through a delta', async (context) => {
  const { publisher, client } = await setScene(context);
  const records = makeRecords(6, 'one').filter(({ id }) => !id.startsWith('p1'));
  publisher.publishEdition(2, { en: [...records, makePlatform('new', { hosts: ['new.example', 'other.example'] })] });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync();
  const hosts = await client.store.readHosts();
  assert.deepEqual([hosts['p0.example'], hosts['p1.example'], hosts['other.example']], ['p0', undefined, 'new']);
  assert.equal(await client.store.readPlatform('p1'), null);
});

test('the pack of the wished language is taken where there is one, else English', async (context) => {
  const { publisher, client, server } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, 'two'), de: makeRecords(6, 'zwei') });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync({ language: 'de-AT' });
  assert.equal(await client.summary(), 'It says zwei.');
  const outcome = await client.sync({ language: 'en' });
  assert.equal(outcome.changed, true);
  assert.equal(await client.summary(), 'It says two.');
  server.takePaths();
  await client.sync({ language: 'fr' });
  assert.deepEqual(server.takePaths(), ['v1/head.json']);
  assert.equal(chooseLanguage('pt-BR', ['en', 'pt', 'pt-BR']), 'pt-BR');
  assert.equal(chooseLanguage('pt-PT', ['en', 'pt-BR']), 'pt-BR');
  assert.equal(chooseLanguage('constructor', ['en']), 'en');
});

test('a translation comes as a delta of its own pack, in the same revision: nothing opens again', async (context) => {
  const { publisher, client, server } = await setScene(context);
  const [platform, notice] = [makePlatform('p0'), makeNotice('p0/ai-sharing')];
  publisher.publishEdition(2, { en: [platform, notice], de: [platform, { ...notice, english: ['*'] }] });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync({ language: 'de' });
  server.takePaths();
  publisher.publishEdition(3, { en: [platform, notice], de: [platform, { ...notice, headline: 'Auf Deutsch', english: ['summary'] }] });
  publisher.publishHead(3, { issued: START + 2 * DAY });
  await client.sync({ language: 'de' });
  assert.deepEqual(server.takePaths().map((path) => path.replace(/^v1\/|\/[^/]*\.json$|\/[^/]*\.jsonl$/g, '')), ['head.json', 'manifests', 'deltas/de']);
  const found = await client.store.readPlatform('p0');
  const [held] = /** @type {import('../../../extension/match/decide.js').Notice[]} */ (/** @type {unknown} */ (found?.notices ?? []));
  assert.deepEqual([found?.language, held.headline, held.english], ['de', 'Auf Deutsch', ['summary']]);
  assert.deepEqual([held.revision, lastMaterial(held)], [notice.revision, 1]);
});

test('the packaged catalogue is taken in the wished language, and a repair keeps to it', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(3, { en: makeRecords(6, 'three'), de: makeRecords(6, 'drei') });
  client.seed = publisher.packSeed(3);
  await client.adoptSeed({ language: 'de-AT' });
  assert.equal(await client.summary(), 'It says drei.');
  await client.clearDatabase();
  await client.repair({ language: 'de-AT' });
  assert.equal(await client.summary(), 'It says drei.');
  await client.clearDatabase();
  await client.repair({ language: 'fr' });
  assert.equal(await client.summary(), 'It says three.');
});

test('withdrawn ids are those of the newest head', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishHead(2, { issued: START + DAY, change: { withdrawn: ['p0/ai-sharing', 'p1/ai-sharing/privacy-form'] } });
  await client.sync();
  assert.deepEqual((await client.status()).withdrawn, ['p0/ai-sharing', 'p1/ai-sharing/privacy-form']);
  publisher.publishHead(2, { issued: START + DAY + 1000 });
  await client.sync();
  assert.deepEqual((await client.status()).withdrawn, []);
});

test('a withdrawal counts at once, and nothing hidden comes back, while the edition itself cannot be had', async (context) => {
  const { publisher, client, server } = await setScene(context);
  publisher.publishHead(1, { issued: START + 1000, change: { withdrawn: ['p1/ai-sharing'] } });
  await client.sync();
  server.misbehave('v1/manifests', sendStatus(503));
  publisher.publishHead(2, { issued: START + DAY, change: { withdrawn: ['p0/ai-sharing'] } });
  const outcome = await client.sync();
  assert.equal(outcome.edition, 1);
  assert.deepEqual((await client.status()).withdrawn, ['p1/ai-sharing', 'p0/ai-sharing']);
  server.behave();
  await client.sync();
  assert.deepEqual((await client.status()).withdrawn, ['p0/ai-sharing']);
});

test('the status says edition, days, next poll and the last fault', async (context) => {
  const { client, server } = await setScene(context);
  server.misbehave('v1/head.json', killHalfWay);
  await client.sync();
  assert.deepEqual(await client.status(), {
    edition: 1, published: toTime(START), confirmed_on: toTime(START), last_attempt: toTime(client.clock), next_poll: toTime(client.clock + 15 * MINUTE),
    failures: 1, withdrawn: [], fault: { code: 'unreachable', at: toTime(client.clock) },
  });
  server.behave();
  await client.sync();
  assert.deepEqual(await client.status(), {
    edition: 2, published: toTime(START + DAY), confirmed_on: toTime(START + DAY), last_attempt: toTime(client.clock),
    next_poll: toTime(client.clock + 12 * HOUR), failures: 0, withdrawn: [], fault: null,
  });
});

test('failures in a row wait longer and longer; an old head and a missing permission do not', async (context) => {
  const { client, server } = await setScene(context);
  server.misbehave('v1/head.json', sendStatus(500));
  const waits = [];
  for (let failure = 1; failure <= 8; failure++) waits.push(((await client.sync()).nextPoll ?? 0) - client.clock);
  assert.deepEqual(waits, [0.25, 0.5, 1, 2, 4, 8, 12, 12].map((hours) => hours * HOUR));
  client.mayFetch = async () => false;
  assert.equal((await client.sync()).nextPoll, client.clock + 12 * HOUR);
});

test('a worker killed half-way has already planned its next try', async (context) => {
  const { client } = await setScene(context);
  const never = client.sync({ fetch: () => new Promise(() => {}), timers: /** @type {any} */ ({ setTimeout: () => 0, clearTimeout: () => {} }) });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(never instanceof Promise);
  const { next_poll: nextPoll, failures } = await client.status();
  assert.deepEqual([nextPoll, failures], [toTime(client.clock + 15 * MINUTE), 1]);
});

test('"Check now" asks at most once in five minutes', async (context) => {
  const { client, server } = await setScene(context);
  assert.equal((await client.sync({ reason: 'person' })).tooSoon, false);
  server.takePaths();
  client.clock += 5 * MINUTE - 1000;
  const outcome = await client.sync({ reason: 'person' });
  assert.deepEqual([outcome.tooSoon, outcome.changed, outcome.edition], [true, false, 2]);
  assert.deepEqual(server.takePaths(), []);
  client.clock += 1000;
  assert.equal((await client.sync({ reason: 'person' })).tooSoon, false);
});
