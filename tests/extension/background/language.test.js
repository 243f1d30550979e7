// The catalogue follows the language that the person chooses: at once, but never more often than they may check, and never without need.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { START, DAY, makeRecords } from '../publisher.js';
import { setScene } from '../sync/client.js';

/** @type {number[]} times that an alarm was set to */
let alarms = [];
Object.assign(globalThis, {
  chrome: {
    alarms: { create: (/** @type {string} */ _, /** @type {{when: number}} */ { when }) => void alarms.push(when) },
    i18n: { getUILanguage: () => 'en-US' },
    permissions: { getAll: async () => ({ origins: [] }) },
    scripting: { getRegisteredContentScripts: async () => [], unregisterContentScripts: async () => {}, registerContentScripts: async () => {} },
    storage: { local: { get: async () => ({}), set: async () => {} } },
    tabs: { query: async () => [] },
  },
});
const { findSpoken } = await import('../../../extension/background/spoken.js');
const { takeLanguage } = await import('../../../extension/background/poll.js');
const { asSpoken } = await import('../../../extension/lib/dom.js');
const { speak } = await import('../../../extension/lib/words.js');

beforeEach(() => {
  alarms = [];
  speak(null);
});

/** @param {import('node:test').TestContext} test */
async function setUp(test) {
  const { publisher, client, server } = await setScene(test);
  publisher.publishEdition(3, { en: makeRecords(2, 'three'), de: makeRecords(2, 'drei') });
  publisher.publishHead(3, { issued: START + DAY });
  await client.sync();
  client.clock += DAY;
  server.takePaths();
  /** @type {any} */
  const context = {
    stamp: { catalogue: 'fairnotice' }, catalogue: client.store, readSeed: client.readSeed, mayFetch: async () => true, now: () => client.clock,
    readServer: async () => client.server, readChoices: async () => ({ surface: 'page', toolbar_only: [] }), readHosts: () => client.store.readHosts(),
    readWhole: (/** @type {() => any} */ read) => read(),
  };
  return { client, server, context };
}

test('the pack of a language that was chosen comes at once', async (test) => {
  const { client, server, context } = await setUp(test);
  speak('de');
  await takeLanguage(context);
  assert.equal(await client.summary(), 'It says drei.');
  assert.ok(server.takePaths().some((path) => path.startsWith('v1/packs/de/')));
});

test('a language that is held, or that there is no pack in, causes no request', async (test) => {
  const { client, server, context } = await setUp(test);
  for (const language of ['en', 'fr', null]) {
    speak(language);
    await takeLanguage(context);
  }
  assert.deepEqual(server.takePaths(), []);
  assert.equal(await client.summary(), 'It says three.');
});

test('within five minutes of another check it comes when those are over', async (test) => {
  const { client, server, context } = await setUp(test);
  await client.sync();
  server.takePaths();
  speak('de');
  await takeLanguage(context);
  assert.deepEqual(server.takePaths(), []);
  assert.equal(alarms.at(-1), client.clock + 300_000);
});

test('a text is spoken in the language of the pack, unless the record says that it is English', () => {
  assert.deepEqual(findSpoken(['summary'], 'ar'), { lang: 'ar', dir: 'rtl', english: ['summary'] });
  assert.deepEqual(findSpoken(undefined, 'pt-BR'), { lang: 'pt-BR', dir: 'ltr', english: [] });
  assert.deepEqual(findSpoken(['*'], 'ar'), { lang: 'en', dir: 'ltr', english: [] });
});

test('each text of a notice is spoken and read in its own language', () => {
  const spoken = findSpoken(['summary'], 'ar');
  assert.deepEqual(asSpoken(spoken, 'headline'), { lang: 'ar', dir: 'rtl' });
  assert.deepEqual(asSpoken(spoken, 'summary'), { lang: 'en', dir: 'ltr' });
  assert.deepEqual(asSpoken(findSpoken(['*'], 'ar'), 'headline'), { lang: 'en', dir: 'ltr' });
});
