// Stolen, lost and expired keys: what a thief can do, and how a rotation ends it (PROTOCOL.md, 3, 4.4 and 4.6).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, makeKey, makeRecords, sha256, START, toTime } from '../publisher.js';
import { setScene } from './client.js';

test('a stolen timestamp key can hide, and can neither show another edition nor an older one', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  const stolen = publisher.timestampKeys;
  publisher.publishHead(2, { keys: stolen, issued: START + DAY + 1000, change: { withdrawn: ['p0/ai-sharing'] } });
  assert.equal((await client.sync()).fault, null);
  assert.deepEqual((await client.status()).withdrawn, ['p0/ai-sharing']);
  publisher.publishHead(1, { keys: stolen, issued: START + DAY + 2000 });
  assert.equal((await client.sync()).fault?.code, 'rollback');
  publisher.publishEdition(3, { en: makeRecords(6, 'stolen') }, { keys: stolen });
  publisher.publishHead(3, { keys: stolen, issued: START + DAY + 3000 });
  assert.equal((await client.sync()).fault?.code, 'altered');
  assert.equal(await client.summary(), 'It says two.');
  // It hides at most 64 at a time, and only what has the form of an id.
  for (const withdrawn of [Array.from({ length: 65 }, (_, index) => `p${index}/a`), ['p0'], ['*'], 'p0/ai-sharing', [1]]) {
    publisher.publishHead(2, { keys: stolen, issued: START + DAY + 4000, change: { withdrawn } });
    assert.equal((await client.sync()).fault?.code, 'altered');
  }
});

test('heads dated ahead by a stolen timestamp key count no more once it is replaced', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishHead(2, { issued: START + 9000 * DAY, change: { withdrawn: ['p0/ai-sharing'] } });
  await client.sync();
  assert.equal((await client.status()).confirmed_on, toTime(client.clock));
  publisher.timestampKeys = [makeKey()];
  publisher.publishRoot();
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault, null);
  assert.deepEqual((await client.status()).withdrawn, []);
});

test('a rotated timestamp key is found even though the old root cannot read the head', async (context) => {
  const { publisher, server, client } = await setScene(context);
  publisher.timestampKeys = [makeKey()];
  publisher.publishRoot();
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 2);
  assert.ok(server.takePaths().includes('v1/root/2.json'));
});

test('a stolen catalogue key: the thief gets an edition out, the rotation resets the floor and brings the honest one', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  const honest = new Map(publisher.editions);
  const stolen = publisher.catalogueKeys;
  publisher.publishEdition(900_000, { en: makeRecords(6, 'a lie') }, { keys: stolen });
  publisher.publishHead(900_000, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 900_000);
  assert.equal(await client.summary(), 'It says a lie.');

  publisher.editions = honest;
  publisher.catalogueKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 2 } });
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  publisher.publishHead(3, { issued: START + 2 * DAY });
  client.clock += 2 * DAY;
  const outcome = await client.sync();
  assert.deepEqual([outcome.fault, outcome.edition], [null, 3]);
  assert.equal(await client.summary(), 'It says three.');

  // The thief's edition is no fall-back, and its number no floor.
  assert.equal((await client.store.trust.readFloor())?.edition, 3);
  assert.equal(await client.store.fallBack(), null);
  await client.repair();
  publisher.publishEdition(4, { en: makeRecords(6, 'four') });
  publisher.publishHead(4, { issued: START + 2 * DAY });
  assert.equal((await client.sync()).edition, 4);
});

test('a copy of the thief\'s floor left in one place does not hide the honest one in the other', async (context) => {
  const { publisher, client } = await setScene(context);
  const stolen = publisher.catalogueKeys;
  const honest = new Map(publisher.editions);
  publisher.publishEdition(900_000, { en: makeRecords(6, 'a lie') }, { keys: stolen });
  publisher.publishHead(900_000, { issued: START + DAY });
  await client.sync();
  const thiefs = client.kept.get('catalogue_floor');
  publisher.editions = honest;
  publisher.catalogueKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 2 } });
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 3);
  client.kept.set('catalogue_floor', thiefs);
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'rollback');
});

test('after a rotation the honest edition replaces one of the same number, and the next one follows it', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, 'a lie') });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync();
  publisher.catalogueKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 1 } });
  const hash = publisher.publishEdition(2, { en: makeRecords(6, 'two') });
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault, null);
  assert.equal(await client.summary(), 'It says two.');
  publisher.publishEdition(3, { en: makeRecords(6, 'three') }, { previous: hash });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 3);
});

test('after a rotation an honest edition is not held to follow the edition of the thief', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, 'a lie') });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync();
  publisher.catalogueKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 1 } });
  publisher.publishEdition(3, { en: makeRecords(6, 'three') }, { previous: sha256('the honest second edition') });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 3);
});

test('the floor after a rotation is the one of the root: an edition below it is refused', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  publisher.catalogueKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 5 } });
  publisher.publishEdition(4, { en: makeRecords(6, 'four') });
  publisher.publishHead(4, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'rollback');
  publisher.publishEdition(5, { en: makeRecords(6, 'five') });
  publisher.publishHead(5, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 5);
});

test('a rotation that keeps a key of the floor keeps the floor', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  publisher.catalogueKeys = [...publisher.catalogueKeys, makeKey()];
  publisher.publishRoot({ change: { floor: 0 } });
  publisher.publishHead(1, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'rollback');
});

test('a replaced catalogue key signs nothing any more', async (context) => {
  const { publisher, client } = await setScene(context);
  const stolen = publisher.catalogueKeys;
  publisher.catalogueKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 1 } });
  publisher.publishEdition(3, { en: makeRecords(6, 'stolen') }, { keys: stolen });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'altered');
});

test('with one root key lost the two others still rotate it away', async (context) => {
  const { publisher, client } = await setScene(context);
  const [, second, third] = publisher.rootKeys;
  publisher.rootKeys = [second, third, makeKey()];
  publisher.publishRoot({ signers: [second, third] });
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 2);
  assert.equal((await client.store.trust.readRoot())?.version, 2);
});

test('one stolen root key rotates nothing, however often it signs', async (context) => {
  const { publisher, client } = await setScene(context);
  const [stolen] = publisher.rootKeys;
  publisher.publishRoot({ signers: [stolen, stolen, makeKey()] });
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'altered');
  assert.equal((await client.store.trust.readRoot())?.version, 1);
});

test('a root must be signed by the old threshold and by its own', async (context) => {
  for (const side of ['old', 'new']) {
    const { publisher, client } = await setScene(context);
    const old = publisher.rootKeys;
    publisher.rootKeys = [makeKey(), makeKey(), makeKey()];
    const [one, other] = side === 'old' ? old : publisher.rootKeys;
    publisher.publishRoot({ signers: [one, other] });
    publisher.publishHead(2, { issued: START + DAY });
    assert.equal((await client.sync()).fault?.code, 'altered', side);
  }
});

test('root steps are taken one by one and none is left out', async (context) => {
  const { publisher, server, client } = await setScene(context);
  for (let step = 0; step < 3; step++) {
    const old = publisher.rootKeys;
    publisher.rootKeys = [old[1], old[2], makeKey()];
    publisher.publishRoot({ signers: publisher.rootKeys });
  }
  publisher.publishHead(2, { issued: START + DAY });
  const third = publisher.files.get('v1/root/3.json') ?? assert.fail();
  const second = publisher.files.get('v1/root/2.json') ?? assert.fail();
  publisher.files.set('v1/root/2.json', third);
  assert.equal((await client.sync()).fault?.code, 'altered');
  publisher.files.set('v1/root/2.json', second);
  server.takePaths();
  assert.equal((await client.sync()).edition, 2);
  assert.deepEqual(server.takePaths().slice(1, 4), ['v1/root/2.json', 'v1/root/3.json', 'v1/root/4.json']);
});

test('a root that skips a number is refused even when all have signed it', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.rootVersion = 2;
  publisher.files.set('v1/root/2.json', publisher.publishRoot({ signers: publisher.rootKeys }));
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'altered');
});

test('more than 32 root steps at once are too many; the next try goes on from there', async (context) => {
  const { publisher, client } = await setScene(context);
  for (let step = 0; step < 40; step++) publisher.publishRoot();
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'too-many-roots');
  assert.equal((await client.store.trust.readRoot())?.version, 33);
  assert.equal((await client.sync()).edition, 2);
});

test('a root that is announced and missing is said to be missing', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishHead(2, { issued: START + DAY, change: { root: 2 } });
  assert.equal((await client.sync()).fault?.code, 'missing');
});

test('400 days after everything expired the catalogue is still shown, and takes the next edition', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishRoot({ change: { expires: toTime(START + 2 * DAY) } });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync();
  client.clock = START + 400 * DAY;
  assert.equal((await client.sync()).fault?.code, 'stale');
  assert.equal(await client.summary(), 'It says two.');
  publisher.publishEdition(3, { en: makeRecords(6, 'three') }, { published: client.clock });
  publisher.publishHead(3, { issued: client.clock });
  assert.equal((await client.sync()).edition, 3);
});
