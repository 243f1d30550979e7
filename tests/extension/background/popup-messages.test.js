// What the popup is told: the site in front, the guide in its tab, a banner that the page took away, and hosts that an update brought.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { makeAction, makeNotice, makePlatform } from '../notices.js';
import { makeTestContext } from './context.js';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const TAB = { id: 7, url: 'https://x.com/home' };
/** @type {Record<string, any>} */
let held = {};
/** @type {any} */
let tab = TAB;
/** @type {string[]} */
let grantable = [];
/** @type {string[]} */
let badges = [];
/** @type {string | undefined} what the tab shows when the count arrives */
let shown;
const area = { get: async (/** @type {string} */ key) => ({ [key]: held[key] }), set: async (/** @type {object} */ items) => void Object.assign(held, items) };
Object.assign(globalThis, { chrome: {
  action: { setBadgeText: async (/** @type {{text: string}} */ { text }) => void badges.push(text), setTitle: async () => {} },
  permissions: { getAll: async () => ({ origins: ['https://*.x.com/*'] }) },
  runtime: { getManifest: () => ({ optional_host_permissions: grantable }) },
  scripting: { executeScript: async (/** @type {any} */ { files }) => void ran.push(...files) },
  storage: { local: area, session: area },
  tabs: { query: async () => [tab], create: async () => ({ id: 7 }), get: async () => ({ url: shown ?? tab.url }) },
  i18n: { getUILanguage: () => 'en-US' },
} });
/** @type {string[]} */
let ran = [];
const { UI_MESSAGES } = await import('../../../extension/background/ui-messages.js');
const { PAGE_MESSAGES } = await import('../../../extension/background/page-messages.js');

const FOUND = () => ({
  x: { platform: makePlatform(), notices: [makeNotice({ actions: [makeAction({ steps: ['One', 'Two'] }), makeAction({ id: 'mail', url: 'mailto:privacy@x.com' })] })] },
  y: { platform: makePlatform({ id: 'y', name: 'Y', hosts: ['y.com'], surface: 'toolbar' }), notices: [makeNotice({ id: 'y/ads', actions: [makeAction({ url: 'https://y.com/off' })] })] },
});
/** @type {any} */
let context;
beforeEach(async () => {
  [held, tab, grantable, badges, shown, ran] = [{}, TAB, ['https://*.x.com/*', 'https://*.y.com/*'], [], undefined, []];
  context = await makeTestContext({ held: () => held, catalogue: FOUND, now: () => NOW });
});
const ask = (/** @type {string} */ name, content = {}) => /** @type {Promise<any>} */ (UI_MESSAGES[name](context, content));
const arrive = (/** @type {string} */ url, id = 7) =>
  PAGE_MESSAGES['page:get-banner'](context, { isReady: true }, /** @type {any} */ ({ url, frameId: 0, tab: { id } }));

test('opening an action begins a guide in its tab, and the popup holds its steps wherever the tab goes', async () => {
  await ask('ui:open-action', { noticeId: 'x/ai-sharing', actionId: 'switch' });
  tab = { id: 7, url: 'https://elsewhere.example/' };
  assert.deepEqual((await ask('ui:get-tab')).guide.steps, ['One', 'Two']);
  assert.equal((await ask('ui:move-guide', { step: 1 })).view.step, 1);
  assert.equal((await ask('ui:get-tab')).guide.step, 1);
  await ask('ui:move-guide', { step: null });
  assert.equal((await ask('ui:get-tab')).guide, null);
  await assert.rejects(ask('ui:move-guide', { step: 0 }), /no guide/);
});

test('a mail begins no guide', async () => {
  await ask('ui:open-action', { noticeId: 'x/ai-sharing', actionId: 'mail' });
  assert.equal((await ask('ui:get-tab')).guide, null);
});

test('the guide comes into pages of its platform only, and no banner beside it', async () => {
  await ask('ui:open-action', { noticeId: 'x/ai-sharing', actionId: 'switch' });
  assert.equal(await arrive('https://y.com/'), null);
  assert.equal(ran.length, 0);
  assert.equal(await arrive('https://x.com/settings'), null);
  assert.equal(ran.at(-1), 'guide/guide.js');
  assert.ok(await arrive('https://x.com/home', 8), 'another tab has its banner');
});

test('the guide never comes into pages that are to be left as they are', async () => {
  await ask('ui:open-action', { noticeId: 'y/ads', actionId: 'switch' });
  await arrive('https://y.com/off');
  await ask('ui:open-action', { noticeId: 'x/ai-sharing', actionId: 'switch' });
  held.choices = { toolbar_only: ['x'] };
  await arrive('https://x.com/settings');
  assert.deepEqual(ran, []);
});

test('a page that may not show a banner yet is told to wait, and nothing is counted as shown', async () => {
  const wait = () => PAGE_MESSAGES['page:get-banner'](context, { isReady: false }, /** @type {any} */ ({ url: TAB.url, frameId: 0, tab: TAB }));
  assert.deepEqual(await wait(), { waits: true });
  assert.deepEqual(await wait(), { waits: true });
  assert.ok(await arrive(TAB.url));
});

test('of two pages that load at once one shows a banner', async () => {
  const answers = await Promise.all([arrive(TAB.url, 1), arrive(TAB.url, 2), arrive(TAB.url, 3)]);
  assert.equal(answers.filter((answer) => answer !== null).length, 1);
});

test('a banner that the page took away is said in the popup until the next page', async () => {
  const page = /** @type {any} */ ({ url: TAB.url, frameId: 0, tab: TAB });
  await PAGE_MESSAGES['page:note-removed'](context, { noticeId: 'x/ai-sharing' }, page);
  assert.equal((await ask('ui:get-tab')).site.isRemoved, true);
  await arrive(TAB.url);
  assert.equal((await ask('ui:get-tab')).site.isRemoved, false);
});

test('a count that comes late does not stand on another page', async () => {
  shown = 'https://elsewhere.example/';
  await arrive(TAB.url);
  assert.deepEqual(badges, []);
  shown = undefined;
  await arrive(TAB.url, 9);
  assert.deepEqual(badges, ['1']);
});

test('the count follows what is ticked off in the popup', async () => {
  await ask('ui:change-mark', { noticeId: 'x/ai-sharing', change: 'finish' });
  await ask('ui:change-mark', { noticeId: 'x/ai-sharing', change: 'reopen' });
  tab = { id: 7, url: 'https://y.com/' };
  await ask('ui:change-mark', { noticeId: 'x/ai-sharing', change: 'finish' });
  assert.deepEqual(badges, ['', '1']);
});

test('hosts that an update brought are offered once the person saw the list before, until they see it again', async () => {
  const count = async () => (await ask('ui:get-tab')).newPatterns;
  assert.equal(await count(), 0, 'nothing is new to somebody who never saw the list');
  await ask('ui:get-platforms');
  assert.equal(await count(), 0);
  grantable = [...grantable, 'https://*.z.com/*'];
  assert.equal(await count(), 1);
  await ask('ui:get-platforms');
  assert.equal(await count(), 0);
});
