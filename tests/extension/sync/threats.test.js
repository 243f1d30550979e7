// What a hostile network, server or thief can send, and that the held catalogue stays (PROTOCOL.md, 5).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, makeKey, makeRecords, seal, sha256, START, toTime, writeLines, writePack } from '../publisher.js';
import { sendChanged, sendInstead } from '../catalogue-server.js';
import { setScene } from './client.js';

/** @typedef {import('./client.js').Client} Client */

/**
 * Sync and expect this fault and nothing changed.
 * @param {Client} client
 * @param {string} code
 * @param {{edition?: number, summary?: string}} [held]
 */
async function expectRefusal(client, code, { edition = 1, summary = 'It says one.' } = {}) {
  const outcome = await client.sync();
  assert.equal(outcome.fault?.code, code);
  assert.deepEqual([outcome.changed, outcome.edition], [false, edition]);
  assert.equal(await client.summary(), summary);
  const { fault } = await client.status();
  assert.equal(fault?.code, code);
  return outcome;
}

/** @param {import('../publisher.js').Publisher} publisher @param {string} start @returns {string} */
function findPath(publisher, start) {
  return [...publisher.files.keys()].find((path) => path.startsWith(start)) ?? assert.fail(start);
}

/** @param {Buffer} bytes @param {number} at */
function flipBit(bytes, at) {
  bytes[at] ^= 1;
  return bytes;
}

for (const start of ['v1/head.json', 'v1/manifests/2', 'v1/packs/en/2']) {
  test(`a flipped bit anywhere in ${start} is refused`, async (context) => {
    const { publisher, server, client } = await setScene(context, { platforms: 2 });
    publisher.files.delete('v1/deltas/en/1-2.jsonl');
    const { length } = publisher.files.get(findPath(publisher, start)) ?? [];
    for (let at = 0; at < length; at += Math.ceil(length / 24)) {
      server.misbehave(start, sendChanged((body) => flipBit(body, at)));
      const { fault } = await client.sync();
      // A bit in the spelling of an envelope's own key may leave no payload at all; either way nothing is taken.
      assert.equal(fault?.code, 'altered', `bit at ${at}`);
      assert.equal(await client.summary(), 'It says one.');
    }
    server.behave();
    assert.equal((await client.sync()).edition, 2);
  });
}

test('a tampered delta is dropped and the pack taken', async (context) => {
  const { server, client } = await setScene(context);
  server.misbehave('v1/deltas', sendChanged((body) => Buffer.from(body.toString().replace('says two', 'says bad'))));
  const outcome = await client.sync();
  assert.deepEqual([outcome.fault, outcome.edition], [null, 2]);
  assert.equal(await client.summary(), 'It says two.');
  assert.ok(server.takePaths().some((path) => path.startsWith('v1/packs/')));
});

test('a tampered root step is refused and the held root kept', async (context) => {
  const { publisher, server, client } = await setScene(context);
  publisher.publishRoot();
  publisher.publishHead(2, { issued: START + DAY });
  server.misbehave('v1/root/2', sendChanged((body) => flipBit(body, body.length >> 1)));
  await expectRefusal(client, 'altered');
  assert.equal((await client.store.trust.readRoot())?.version, 1);
});

test('a validly signed head that names an older edition is refused', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  publisher.publishHead(1, { issued: START + 2 * DAY });
  client.clock += 2 * DAY;
  await expectRefusal(client, 'rollback', { edition: 2, summary: 'It says two.' });
});

test('clearing the database does not allow a rollback', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  publisher.publishHead(3, { issued: START + DAY });
  await client.sync();
  await client.clearDatabase();
  publisher.publishHead(2, { issued: START + 2 * DAY });
  client.clock += 2 * DAY;
  // The packaged catalogue is shown meanwhile; edition 2 is newer than that and still refused.
  const outcome = await client.sync();
  assert.deepEqual([outcome.fault?.code, outcome.edition], ['rollback', 1]);
  publisher.publishHead(3, { issued: START + 3 * DAY });
  assert.equal((await client.sync()).edition, 3);
});

test('clearing the local storage does not allow a rollback', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  client.kept.clear();
  publisher.publishHead(1, { issued: START + 2 * DAY });
  await expectRefusal(client, 'rollback', { edition: 2, summary: 'It says two.' });
});

test('clearing the database does not bring a replaced key back', async (context) => {
  const { publisher, client } = await setScene(context);
  const [stolenCatalogue, stolenTimestamp] = [publisher.catalogueKeys, publisher.timestampKeys];
  await client.sync();
  publisher.catalogueKeys = [makeKey()];
  publisher.timestampKeys = [makeKey()];
  publisher.publishRoot({ change: { floor: 2 } });
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 3);
  await client.clearDatabase();
  publisher.publishEdition(9, { en: makeRecords(6, 'stolen') }, { keys: stolenCatalogue });
  publisher.publishHead(9, { keys: stolenTimestamp, issued: START + DAY, change: { root: 1 } });
  const outcome = await client.sync();
  assert.deepEqual([outcome.fault?.code, outcome.edition], ['altered', 1]);
});

test('a frozen head past its time is labelled, changes nothing and keeps the day of the last confirmation', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  client.clock += 30 * DAY;
  await expectRefusal(client, 'stale', { edition: 2, summary: 'It says two.' });
  assert.equal((await client.status()).confirmed_on, toTime(START + DAY));
  publisher.publishHead(2, { issued: client.clock });
  assert.equal((await client.sync()).fault, null);
  assert.equal((await client.status()).confirmed_on, toTime(client.clock));
});

test('a head is good for a day past its time, for clocks that are off', async (context) => {
  const { client } = await setScene(context);
  client.clock = START + DAY + 7 * DAY + DAY - 1000;
  assert.equal((await client.sync()).fault, null);
  client.clock += 2000;
  assert.equal((await client.sync()).fault?.code, 'stale');
});

test('an expired head brings no edition and hides nothing', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishHead(2, { change: { withdrawn: ['p0/ai-sharing'] } });
  client.clock += 30 * DAY;
  await expectRefusal(client, 'stale');
  assert.deepEqual((await client.status()).withdrawn, []);
});

test('a head older than the newest one seen is labelled, also after the database was cleared', async (context) => {
  const { publisher, client } = await setScene(context);
  const older = publisher.publishHead(2, { issued: START + DAY, change: { withdrawn: [] } });
  publisher.publishHead(2, { issued: START + 2 * DAY, change: { withdrawn: ['p0/ai-sharing'] } });
  client.clock += DAY;
  await client.sync();
  publisher.files.set('v1/head.json', older);
  await expectRefusal(client, 'stale', { edition: 2, summary: 'It says two.' });
  assert.deepEqual((await client.status()).withdrawn, ['p0/ai-sharing']);
  await client.clearDatabase();
  assert.equal((await client.sync()).fault?.code, 'stale');
  assert.deepEqual((await client.status()).withdrawn, ['p0/ai-sharing']);
});

test('an edition far ahead is refused, so that numbers cannot be used up', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(1_000_002, { en: makeRecords(6, 'far') });
  publisher.publishHead(1_000_002, { issued: START + DAY });
  await expectRefusal(client, 'fast-forward');
  publisher.publishEdition(1_000_001, { en: makeRecords(6, 'far') });
  publisher.publishHead(1_000_001, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 1_000_001);
});

test('a head alone never raises the floor', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishHead(900, { issued: START + DAY });
  await expectRefusal(client, 'missing');
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 2);
});

test('a second manifest for the held edition is an equivocation', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  publisher.publishEdition(2, { en: makeRecords(6, 'another two') });
  publisher.publishHead(2, { issued: START + 2 * DAY });
  await expectRefusal(client, 'equivocation', { edition: 2, summary: 'It says two.' });
});

test('a next edition that does not follow the held one is an equivocation', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, 'fork') }, { previous: sha256('another history') });
  publisher.publishHead(2, { issued: START + DAY });
  await expectRefusal(client, 'equivocation');
});

test('the chain is checked against the floor when the database was cleared', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  await client.clearDatabase();
  publisher.publishEdition(3, { en: makeRecords(6, 'fork') }, { previous: sha256('another history') });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'equivocation');
});

test('an edition in between may have been missed', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  publisher.publishHead(3, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 3);
});

test('mix-and-match: a manifest in the place of the head, and the other way about', async (context) => {
  const { publisher, server, client } = await setScene(context);
  const manifest = publisher.editions.get(2)?.manifest ?? assert.fail();
  server.misbehave('v1/head.json', sendInstead(manifest));
  await expectRefusal(client, 'altered');
  server.behave();
  // The same payload under the type of the other role, signed by that role's key.
  const payload = JSON.parse(String(publisher.files.get('v1/head.json'))).payload;
  publisher.files.set('v1/head.json', seal('head', Buffer.from(payload, 'base64'), publisher.catalogueKeys));
  await expectRefusal(client, 'altered');
});

test('mix-and-match: a manifest signed by the timestamp key', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, 'stolen') }, { keys: publisher.timestampKeys });
  publisher.publishHead(2, { issued: START + DAY });
  await expectRefusal(client, 'altered');
});

test('mix-and-match: a signature made for another type does not count', async (context) => {
  const { publisher, client } = await setScene(context);
  const payload = Buffer.from(JSON.parse(String(publisher.files.get('v1/head.json'))).payload, 'base64');
  publisher.files.set('v1/head.json', seal('head', payload, publisher.timestampKeys, { signedType: 'application/vnd.fairnotice.manifest+json' }));
  await expectRefusal(client, 'altered');
});

test('mix-and-match: the manifest of another edition behind the hash of the head', async (context) => {
  const { publisher, client } = await setScene(context);
  const hash = publisher.publishEdition(3, { en: makeRecords(6, 'three') }, { change: { edition: 4 } });
  publisher.publishHead(3, { issued: START + DAY });
  assert.ok(hash);
  await expectRefusal(client, 'altered');
});

test('mix-and-match: another true manifest of the same edition is not what the head names', async (context) => {
  const { publisher, server, client } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, 'another two') });
  // The head still names the first one; both are signed by the catalogue key.
  server.misbehave('v1/manifests/2', sendInstead(publisher.editions.get(2)?.manifest ?? assert.fail()));
  await expectRefusal(client, 'altered');
});

test('mix-and-match: the pack of another edition or language', async (context) => {
  const { publisher, server, client } = await setScene(context);
  publisher.files.delete('v1/deltas/en/1-2.jsonl');
  const other = publisher.files.get(findPath(publisher, 'v1/packs/en/1')) ?? assert.fail();
  server.misbehave('v1/packs/en/2', sendInstead(other));
  await expectRefusal(client, 'altered');
});

for (const [name, change, code] of /** @type {const} */ ([
  ['of another catalogue', { catalogue: 'other' }, 'wrong-catalogue'],
  ['of another format', { format: 2 }, 'wrong-format'],
])) {
  test(`mix-and-match: a head or manifest ${name}, validly signed`, async (context) => {
    const { publisher, client } = await setScene(context);
    publisher.publishHead(2, { issued: START + DAY, change });
    await expectRefusal(client, code);
    publisher.publishEdition(2, { en: makeRecords(6, 'two') }, { change });
    publisher.publishHead(2, { issued: START + DAY });
    await expectRefusal(client, code);
  });
}

test('a record with hidden characters is refused even when validly signed', async (context) => {
  for (const hidden of ['\u202e', '\u2066', '\u200b', '\u200d', '\ufeff', '\u0007', '\u0085', '\u200f']) {
    const { publisher, client } = await setScene(context, { platforms: 2 });
    const records = makeRecords(2, `fine${hidden}text`);
    publisher.publishEdition(2, { en: records }, { published: START + DAY });
    publisher.publishHead(2, { issued: START + DAY });
    await expectRefusal(client, 'altered');
  }
});

test('markup in a text stays a text', async (context) => {
  const { publisher, client } = await setScene(context);
  publisher.publishEdition(2, { en: makeRecords(6, '<img src=x onerror=alert(1)>') });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync();
  assert.equal(await client.summary(), 'It says <img src=x onerror=alert(1)>.');
});

test('a pack whose lines are unsorted, doubled, too long or not ASCII is refused even when validly signed', async (context) => {
  const good = writeLines(makeRecords(2, 'two'));
  const long = writeLines([{ id: 'p9', text: 'a'.repeat(17000) }]);
  const cases = [[...good].reverse(), [good[0], good[0]], [...good, ...long], [...good, '{"id":"pz","text":"\u00e9"}'], [...good, 'null'], [...good, '{"id":"PZ"}']];
  for (const lines of cases) {
    const { publisher, client } = await setScene(context, { platforms: 2 });
    const pack = writePack(lines);
    const { digestLines } = await import('../publisher.js');
    const packs = { en: { records: lines.length, bytes: pack.length, sha256: sha256(pack), digest: digestLines(lines), deltas: {} } };
    publisher.publishEdition(2, { en: [] }, { change: { packs } });
    publisher.files.set(`v1/packs/en/2-${sha256(pack).slice(0, 16)}.jsonl`, pack);
    publisher.publishHead(2, { issued: START + DAY });
    await expectRefusal(client, 'altered');
  }
});

test('two syncs at once are one', async (context) => {
  const { server, client } = await setScene(context);
  const [one, other] = await Promise.all([client.sync(), client.sync()]);
  assert.equal(one, other);
  assert.equal(server.takePaths().filter((path) => path === 'v1/head.json').length, 1);
});
