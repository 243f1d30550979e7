// The store on this device: all-or-nothing writes, what is kept and what is cleared away, damage and its repair.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { DAY, makeNotice, makePlatform, makeRecords, START } from '../publisher.js';
import { sendStatus } from '../catalogue-server.js';
import { setScene } from './client.js';

/** @typedef {import('./client.js').Client} Client */

/**
 * Reach into the database as a fault of the device would.
 * @param {Client} client
 * @param {(transaction: IDBTransaction) => void} change
 */
async function damage(client, change) {
  await client.store.close();
  await new Promise((resolve, reject) => {
    const request = client.indexedDB.open('fairnotice-catalogue');
    request.onerror = reject;
    request.onsuccess = () => {
      const transaction = request.result.transaction(['lines', 'generations', 'meta'], 'readwrite');
      transaction.oncomplete = () => {
        request.result.close();
        resolve(undefined);
      };
      change(transaction);
    };
  });
}

/** @param {Client} client @param {string} store @returns {Promise<number>} */
async function count(client, store) {
  let size = 0;
  await damage(client, (transaction) => {
    const request = transaction.objectStore(store).count();
    request.onsuccess = () => {
      size = request.result;
    };
  });
  return size;
}

/**
 * Let the n-th put fail, as a full disk does.
 * @param {import('node:test').TestContext} context
 * @param {number} nth
 */
function failPut(context, nth) {
  const { put } = IDBObjectStore.prototype;
  let calls = 0;
  /** @this {IDBObjectStore} @param {[unknown, IDBValidKey?]} parameters */
  function failingPut(...parameters) {
    if (++calls === nth) throw new DOMException('the disk is full', 'QuotaExceededError');
    return put.apply(this, parameters);
  }
  context.mock.method(IDBObjectStore.prototype, 'put', failingPut);
}

test('a platform comes with its own notices and nobody else\'s, whatever sorts in between', async (context) => {
  const { publisher, client } = await setScene(context);
  const records = [makePlatform('p0'), makePlatform('p0-ray'), makePlatform('p00'), makeNotice('p0/ads'), makeNotice('p0/ai-sharing'), makeNotice('p0-ray/ads'), makeNotice('p00/ads')];
  publisher.publishEdition(2, { en: records });
  publisher.publishHead(2, { issued: START + DAY });
  await client.sync();
  const found = await client.store.readPlatform('p0');
  assert.deepEqual([found?.platform.id, ...(found?.notices ?? []).map(({ id }) => id)], ['p0', 'p0/ads', 'p0/ai-sharing']);
  for (const id of ['p', 'p0/ads', 'zz', '', 'constructor']) assert.equal(await client.store.readPlatform(id), null);
});

test('reading a platform reads its lines and no others', async (context) => {
  const { client } = await setScene(context);
  await client.store.readCurrent();
  const reads = context.mock.method(IDBObjectStore.prototype, 'get');
  await client.store.readPlatform('p3');
  assert.equal(reads.mock.callCount(), 2);
});

test('the current generation and the one before are kept, and lines that neither needs are removed', async (context) => {
  const { publisher, client } = await setScene(context);
  for (const edition of [2, 3, 4]) {
    publisher.publishEdition(edition, { en: makeRecords(6, `${edition}`) });
    publisher.publishHead(edition, { issued: START + DAY });
    assert.equal((await client.sync()).edition, edition);
  }
  assert.equal(await count(client, 'generations'), 2);
  // Six platforms that never changed, and six notices in each of two editions.
  assert.equal(await count(client, 'lines'), 18);
});

for (const nth of [1, 2, 3, 4, 5]) {
  test(`a write that fails at put ${nth} of a sync leaves the held catalogue as it was`, async (context) => {
    const { publisher, client } = await setScene(context);
    failPut(context, nth);
    const outcome = await client.sync();
    context.mock.restoreAll();
    // Up to the pointer nothing is shown of edition 2; after it, only the floor was still to be raised.
    const isSwapped = (await client.store.readCurrent())?.edition === 2;
    assert.equal(outcome.fault?.code, 'store');
    assert.equal(await client.summary(), isSwapped ? 'It says two.' : 'It says one.');
    assert.deepEqual([await count(client, 'generations'), await count(client, 'lines')], isSwapped ? [2, 13] : [1, 12]);
    assert.equal((await client.sync()).edition, 2);
    publisher.publishHead(1, { issued: START + DAY });
    assert.equal((await client.sync()).fault?.code, 'rollback');
  });
}

test('where nothing can be kept any more the fault is told, the catalogue stays and the next try is planned', async (context) => {
  const { client } = await setScene(context);
  const set = context.mock.method(client.kept, 'set', () => {
    throw new Error('the quota is exceeded');
  });
  const outcome = await client.sync();
  assert.deepEqual([outcome.changed, outcome.edition, outcome.fault?.code], [false, 1, 'store']);
  assert.ok(outcome.nextPoll && outcome.nextPoll > client.clock);
  assert.equal(await client.summary(), 'It says one.');
  set.mock.restore();
  assert.equal((await client.sync()).edition, 2);
});

test('a floor that a dying worker did not raise is raised by the next head', async (context) => {
  const { publisher, client } = await setScene(context);
  const floor = await client.store.trust.readFloor();
  await client.sync();
  client.kept.set('catalogue_floor', floor);
  await damage(client, (transaction) => transaction.objectStore('meta').put(floor, 'catalogue_floor'));
  await client.sync();
  publisher.publishHead(1, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'rollback');
});

test('a lost line is noticed when it is read, and the generation before is shown', async (context) => {
  const { publisher, client, server } = await setScene(context);
  await client.sync();
  server.misbehave('v1', sendStatus(503));
  const current = await client.store.readCurrent();
  const { hexAt } = await import('../../../extension/sync/records.js');
  const lost = hexAt(current?.hashes ?? assert.fail(), current?.ids.indexOf('p0/ai-sharing') ?? -1);
  await damage(client, (transaction) => transaction.objectStore('lines').delete(lost));
  await assert.rejects(client.store.readPlatform('p0'), { code: 'damaged' });
  const { changed, held } = await client.repair();
  assert.deepEqual([changed, held.edition, (await client.status()).edition], [true, 1, 1]);
  assert.equal(await client.summary(), 'It says one.');
  // The floor is not lowered by it.
  server.behave();
  publisher.publishHead(1, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'rollback');
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).edition, 2);
});

test('an altered line is noticed when it is read', async (context) => {
  const { client } = await setScene(context);
  await damage(client, (transaction) => {
    const lines = transaction.objectStore('lines');
    const request = lines.openCursor();
    request.onsuccess = () => {
      if (request.result === null) return;
      request.result.update(String(request.result.value).replace('It says', 'It lies'));
      request.result.continue();
    };
  });
  await assert.rejects(client.store.readPlatform('p0'), { code: 'damaged' });
  assert.equal((await client.repair()).held.edition, 1);
  assert.equal(await client.summary(), 'It says one.');
});

test('when both generations are damaged the packaged catalogue is shown', async (context) => {
  const { client } = await setScene(context);
  await client.sync();
  await damage(client, (transaction) => transaction.objectStore('lines').clear());
  const { held } = await client.repair();
  assert.equal(held.edition, 1);
  assert.equal(await client.summary(), 'It says one.');
});

test('a lost generation or pointer is a damage like any other', async (context) => {
  for (const [store, edition] of /** @type {const} */ ([['generations', 1], ['meta', 1]])) {
    const { client, publisher } = await setScene(context);
    await client.sync();
    await damage(client, (transaction) => transaction.objectStore(store).clear());
    assert.equal((await client.repair()).held.edition, edition);
    publisher.publishHead(1, { issued: START + DAY });
    assert.equal((await client.sync()).fault?.code, 'rollback');
  }
});

test('a sync over a damaged database repairs it and goes on', async (context) => {
  const { client } = await setScene(context);
  await damage(client, (transaction) => transaction.objectStore('lines').clear());
  const outcome = await client.sync();
  assert.deepEqual([outcome.fault, outcome.edition], [null, 2]);
  assert.equal(await client.summary(), 'It says two.');
});

test('a database that does not open is started over; the floor outlives it', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.sync();
  await client.store.close();
  // A database of a later version refuses to open: what an extension set back to an older one finds.
  await new Promise((resolve) => {
    const request = client.indexedDB.open('fairnotice-catalogue', 99);
    request.onsuccess = () => {
      request.result.close();
      resolve(undefined);
    };
  });
  publisher.publishHead(1, { issued: START + DAY });
  const outcome = await client.sync();
  assert.deepEqual([outcome.fault?.code, outcome.edition], ['rollback', 1]);
  assert.equal(await client.summary(), 'It says one.');
});

test('a database without its stores is started over', async (context) => {
  const { client } = await setScene(context);
  await client.clearDatabase();
  await new Promise((resolve) => {
    const request = client.indexedDB.open('fairnotice-catalogue', 1);
    request.onsuccess = () => {
      request.result.close();
      resolve(undefined);
    };
  });
  assert.equal((await client.sync()).edition, 2);
});

test('a connection closed behind our back is opened again', async (context) => {
  const { client } = await setScene(context);
  const databases = await client.indexedDB.databases();
  assert.equal(databases.length, 1);
  await new Promise((resolve) => {
    const request = client.indexedDB.deleteDatabase('fairnotice-catalogue');
    request.onsuccess = () => resolve(undefined);
  });
  assert.equal((await client.sync()).edition, 2);
});

test('a device without any database says so and keeps quiet', async (context) => {
  const { client, server } = await setScene(context);
  await client.store.close();
  const broken = new IDBFactory();
  context.mock.method(broken, 'open', () => {
    throw new DOMException('not allowed here', 'SecurityError');
  });
  client.indexedDB = broken;
  client.store = client.openStore();
  const outcome = await client.sync();
  assert.equal(outcome.fault?.code, 'store');
  assert.deepEqual(server.requests, []);
});

test('a newer package replaces the held edition, an older one does not', async (context) => {
  const { publisher, client } = await setScene(context);
  const older = client.seed;
  await client.sync();
  assert.deepEqual(await client.adoptSeed(), { changed: false, edition: 2 });
  publisher.publishEdition(3, { en: makeRecords(6, 'three') });
  client.seed = publisher.packSeed(3);
  assert.deepEqual(await client.adoptSeed(), { changed: true, edition: 3 });
  assert.equal(await client.summary(), 'It says three.');
  client.seed = older;
  assert.deepEqual(await client.adoptSeed(), { changed: false, edition: 3 });
  publisher.publishHead(2, { issued: START + DAY });
  assert.equal((await client.sync()).fault?.code, 'rollback');
});

test('a newer root in the package is held from then on, and an older one is not', async (context) => {
  const { publisher, client } = await setScene(context);
  const older = client.seed;
  publisher.publishRoot();
  publisher.publishRoot();
  client.seed = publisher.packSeed(1);
  await client.adoptSeed();
  assert.equal((await client.store.trust.readRoot())?.version, 3);
  client.seed = older;
  await client.adoptSeed();
  assert.equal((await client.store.trust.readRoot())?.version, 3);
});

test('a packaged head hides from the first moment', async (context) => {
  const { publisher, client } = await setScene(context);
  await client.clearDatabase();
  client.kept.clear();
  client.seed = new Map([...client.seed, ['head.json', publisher.publishHead(1, { change: { withdrawn: ['p0/ai-sharing'] } })]]);
  await client.adoptSeed();
  assert.deepEqual((await client.status()).withdrawn, ['p0/ai-sharing']);
});

test('a package that is broken is refused like anything else', async (context) => {
  const { client } = await setScene(context);
  for (const name of ['root.json', 'manifest.json', 'pack-en.jsonl']) {
    await client.clearDatabase();
    const whole = client.seed;
    client.seed = new Map(whole);
    client.seed.set(name, Buffer.from(String(whole.get(name)).replace(/[0-9a-f]{3}/, 'AAA').replace('says', 'lies')));
    await assert.rejects(client.adoptSeed(), { name: 'Refused' }, name);
    client.seed = whole;
  }
});
