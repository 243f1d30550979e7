// What a content script may ask: only about the platform of its own page, only by ids, and only links that pass the check here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeAction, makeNotice, makePlatform } from '../notices.js';
import { makeTestContext } from './context.js';

/** @type {string[]} */
const opened = [];
/** @type {Record<string, any>} */
const held = {};
const area = {
  get: async (/** @type {string} */ key) => ({ [key]: held[key] }),
  set: async (/** @type {object} */ items) => void Object.assign(held, items),
};
// The parts of the browser's API that these messages end in; everything between is the real code.
Object.assign(globalThis, {
  chrome: {
    tabs: {
      create: async (/** @type {{url: string}} */ { url }) => ({ id: 100 + opened.push(url) }),
      get: async () => ({}),
    },
    action: { setBadgeText: async () => {}, setTitle: async () => {} },
    storage: { local: area, session: area },
    i18n: { getUILanguage: () => 'en-US' },
  },
});
const { PAGE_MESSAGES } = await import('../../../extension/background/page-messages.js');
const FOUND = {
  x: {
    platform: makePlatform(),
    notices: [makeNotice({ actions: [
      makeAction(),
      makeAction({ id: 'script', url: 'javascript:alert(1)' }), makeAction({ id: 'data', url: 'data:text/html,hi' }),
      makeAction({ id: 'foreign', url: 'https://x.com.evil.test/settings' }), makeAction({ id: 'port', url: 'https://x.com:8443/settings' }),
      makeAction({ id: 'user', url: 'https://x.com@evil.test/' }), makeAction({ id: 'redirect', url: 'https://x.com/out?to=https://evil.test' }),
    ] })],
  },
  y: { platform: makePlatform({ id: 'y', name: 'Y', hosts: ['y.com'] }), notices: [makeNotice({ id: 'y/ads' })] },
};
const NOW = Date.parse('2026-11-24T10:00:00Z');
const context = await makeTestContext({ held: () => held, catalogue: () => FOUND, now: () => NOW });
const from = (/** @type {string} */ url) => /** @type {any} */ ({ url, frameId: 0, tab: { id: 1, index: 3 } });
const ask = (/** @type {string} */ name, /** @type {object} */ content, /** @type {string} */ url = 'https://x.com/home') =>
  PAGE_MESSAGES[name](context, content, from(url));

test('a link opens by its ids, from the record', async () => {
  opened.length = 0;
  await ask('page:open-action', { noticeId: 'x/ai-sharing', actionId: 'switch', url: 'https://evil.test/' });
  assert.deepEqual(opened, ['https://x.com/settings']);
});

for (const actionId of ['script', 'data', 'foreign', 'port', 'user', 'redirect', 'not-there', '__proto__']) {
  test(`the link ${actionId} is not opened, however validly it is signed`, async () => {
    opened.length = 0;
    await assert.rejects(ask('page:open-action', { noticeId: 'x/ai-sharing', actionId }));
    assert.deepEqual(opened, []);
  });
}

for (const [name, content] of /** @type {[string, object][]} */ ([
  ['page:open-action', { actionId: 'switch' }], ['page:open-source', { index: 0 }], ['page:close', {}], ['page:finish', {}], ['page:see', {}],
  ['page:put-off', { how: 'hour' }], ['page:put-off', { how: 'platform' }],
])) {
  test(`${name} ${JSON.stringify(content)} from another site's page is refused and changes nothing`, async () => {
    opened.length = 0;
    for (const url of ['https://y.com/', 'https://x.com.evil.test/', 'https://example.org/']) {
      await assert.rejects(ask(name, { noticeId: 'x/ai-sharing', ...content }, url), /does not belong/);
    }
    assert.deepEqual([opened, held.marks, held.choices], [[], undefined, undefined]);
  });
}

test('a banner holds texts and ids, and no address', async () => {
  const banner = await ask('page:get-banner', { isReady: true });
  assert.match(JSON.stringify(banner), /Turn it off/);
  assert.doesNotMatch(JSON.stringify(banner), /https?:\/\/|javascript:/);
});

test('closing in one page counts for the notice, not for the host', async () => {
  await ask('page:close', { noticeId: 'x/ai-sharing' });
  assert.deepEqual(held.marks, { 'x/ai-sharing': { closed: 1, shown: 1 } });
  assert.equal(await ask('page:get-banner', { isReady: true }), null);
});

test('a way of putting off that does not exist is refused', async () => {
  await assert.rejects(ask('page:put-off', { noticeId: 'x/ai-sharing', how: 'forever' }), /no way/);
});
