// What an administrator set stands above the person's choices; what cannot be used is left out and named.

import assert from 'node:assert/strict';
import { test } from 'node:test';

/** @type {any} */
let managed = {};
Object.assign(globalThis, { chrome: { storage: { managed: { get: async () => {
  if (managed instanceof Error) throw managed;
  return managed;
} } } } });
const { readPolicy } = await import('../../../extension/background/managed.js');

const SERVERS = ['https://notices.example', 'https://mirror.example'];
const NOTHING = { choices: {}, server: null, faults: [] };
/** @param {any} policy */
const read = async (policy) => {
  managed = policy;
  return readPolicy(SERVERS);
};

test('without a policy nothing is set, also where the browser rejects the question', async () => {
  assert.deepEqual(await read({}), NOTHING);
  assert.deepEqual(await read(new Error('no managed storage manifest')), NOTHING);
});

test('server, topics and surface are taken', async () => {
  assert.deepEqual(await read({ server: 'https://mirror.example/', topics: ['ads'], surface: 'toolbar' }),
    { choices: { topics: ['ads'], surface: 'toolbar' }, server: 'https://mirror.example', faults: [] });
});

test('a server that this copy was not packaged for is not asked', async () => {
  for (const server of ['https://evil.test', 'http://notices.example', 7, 'https://notices.example.evil.test']) {
    assert.deepEqual(await read({ server }), { ...NOTHING, faults: ['server'] });
  }
});

test('a setting that cannot be used does not take the others with it', async () => {
  assert.deepEqual(await read({ topics: 'ads', surface: 'everywhere', server: SERVERS[0] }), { choices: {}, server: SERVERS[0], faults: ['topics', 'surface'] });
  assert.deepEqual(await read({ topics: null, surface: 'page' }), { choices: { surface: 'page' }, server: null, faults: ['topics'] });
});

test('the schema names exactly the settings that are read', async () => {
  const { default: schema } = await import('../../../extension/managed-schema.json', { with: { type: 'json' } });
  assert.deepEqual(Object.keys(schema.properties).sort(), ['server', 'surface', 'topics']);
});
