// What the extension's own pages may ask: options that save all or nothing, what can be undone, and the overview.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fold, pickNext, shows, showsEmpty } from '../../../extension/overview/pick.js';
import { makeAction, makeNotice, makePlatform, revise } from '../notices.js';
import { makeTestContext } from './context.js';

/** @type {Record<string, any>} */
let held = {};
/** @type {{id: string, matches: string[]}[]} the content scripts that are registered */
let scripts = [];
let registered = 0;
/** @type {Error | null} what registering runs into */
let refusal = null;
const area = {
  get: async (/** @type {string} */ key) => ({ [key]: held[key] }),
  set: async (/** @type {object} */ items) => void Object.assign(held, items),
};
// The parts of the browser's API that these messages end in; everything between is the real code.
Object.assign(globalThis, {
  chrome: {
    permissions: { getAll: async () => ({ origins: ['https://*.x.com/*'] }) },
    runtime: { getManifest: () => ({ optional_host_permissions: ['https://*.x.com/*', 'https://*.y.com/*'] }) },
    scripting: {
      getRegisteredContentScripts: async () => scripts,
      unregisterContentScripts: async () => void (scripts = []),
      registerContentScripts: async (/** @type {typeof scripts} */ wanted) => {
        registered += 1;
        if (refusal) throw refusal;
        scripts = wanted;
      },
    },
    tabs: { query: async () => [] },
    storage: { local: area, session: area },
    i18n: { getUILanguage: () => 'en-US' },
  },
});
const { UI_MESSAGES } = await import('../../../extension/background/ui-messages.js');
const NOW = Date.parse('2026-11-24T10:00:00Z');
const ENGLISH = { lang: 'en', dir: 'ltr', english: [] };
/** @type {Record<string, {platform: any, notices: any[]}>} */
let catalogue = {};
const context = await makeTestContext({ held: () => held, catalogue: () => catalogue, now: () => NOW });
/** @param {string} name @param {object} [content] @returns {Promise<any>} */
const ask = (name, content = {}) => UI_MESSAGES[name](context, content);

beforeEach(() => {
  [held, scripts, registered, refusal] = [{}, [], 0, null];
  catalogue = {
    x: { platform: makePlatform(), notices: [makeNotice(), makeNotice({ id: 'x/data', topic: 'data-download', attention: 'know' })] },
    y: {
      platform: makePlatform({ id: 'y', name: 'a Y', hosts: ['y.com'], former_names: [] }),
      notices: [makeNotice({ id: 'y/ads', topic: 'ads' })],
    },
  };
});

test('where the scripts run follows the surface at once, and other choices leave them alone', async () => {
  await ask('ui:change-choices', { changes: { surface: 'toolbar' } });
  assert.deepEqual(scripts.map(({ id, matches }) => [id, matches]), [['toolbar', ['https://*.x.com/*']]]);
  await ask('ui:change-choices', { changes: { surface: 'toolbar', pause_minutes: 60, topics: ['ads'], muted: ['y'], region: 'DE' } });
  assert.equal(registered, 1);
  const after = await ask('ui:change-choices', { changes: { surface: 'page' } });
  assert.deepEqual(scripts.map(({ id }) => id), ['page']);
  assert.deepEqual(after, {
    region: 'DE', language: null, topics: ['ads'], surface: 'page', toolbar_only: [], muted: ['y'], pause_minutes: 60, locked: [], faults: [],
  });
});

test('a surface that cannot be put to work is not kept', async () => {
  refusal = new Error('no scripts today');
  await assert.rejects(ask('ui:change-choices', { changes: { surface: 'toolbar' } }), /no scripts today/);
  assert.equal((await ask('ui:get-choices')).surface, 'page');
});

test('of several choices with an impossible one none is kept', async () => {
  await assert.rejects(ask('ui:change-choices', { changes: { region: 'DE', pause_minutes: -1 } }), /pause_minutes/);
  assert.equal(held.choices, undefined);
});

test('what was done, closed or put off is listed by platform, what was only seen is not', async () => {
  held.marks = {
    'x/ai-sharing': { closed: 1, shown: 1 },
    'x/data': { shown: 1 },
    'y/ads': { done: { revision: 1, on: '2026-11-01' }, closed: 1 },
  };
  const headline = 'X may pass your data on';
  assert.deepEqual((await ask('ui:get-dealt-with')).notices, [
    { id: 'y/ads', headline, spoken: ENGLISH, platform: 'a Y', state: 'done', done_on: '2026-11-01', until: null },
    { id: 'x/ai-sharing', headline, spoken: ENGLISH, platform: 'X', state: 'closed', done_on: null, until: null },
  ]);
});

test('a notice put off is listed until its time is over', async () => {
  held.marks = { 'x/ai-sharing': { snoozed_until: NOW + 1, shown: 0 }, 'y/ads': { snoozed_until: NOW, shown: 0 } };
  const { notices } = await ask('ui:get-dealt-with');
  assert.deepEqual(notices.map((/** @type {any} */ { id, state, until }) => [id, state, until]), [['x/ai-sharing', 'snoozed', NOW + 1]]);
});

test('what a material revision opened again, and what left the catalogue, is not listed', async () => {
  held.marks = { 'x/ai-sharing': { closed: 1, done: { revision: 1, on: '2026-01-01' } }, 'x/gone': { closed: 1 }, 'z/gone': { closed: 1 } };
  catalogue.x.notices = [revise(makeNotice(), true)];
  assert.deepEqual((await ask('ui:get-dealt-with')).notices, []);
});

test('a notice outside the chosen region or topics stays in the list, for it can still be opened again', async () => {
  held.marks = { 'x/ai-sharing': { closed: 1 } };
  held.choices = { region: 'JP', topics: ['ads'] };
  catalogue.x.notices = [makeNotice({ regions: ['EU'] })];
  assert.equal((await ask('ui:get-dealt-with')).notices.length, 1);
});

test('platforms left alone have their names; one that left the catalogue can be let go too', async () => {
  held.choices = { muted: ['x', 'gone', 'y'] };
  const { muted } = await ask('ui:get-dealt-with');
  assert.deepEqual(muted, [
    { id: 'y', name: 'a Y', spoken: null }, { id: 'gone', name: 'gone', spoken: null }, { id: 'x', name: 'X', spoken: null },
  ]);
});

test('the overview holds every platform by name, with texts and ids and no address', async () => {
  const { platforms } = await ask('ui:get-overview');
  assert.deepEqual(platforms.map((/** @type {any} */ { name }) => name), ['a Y', 'X']);
  assert.deepEqual(platforms[1], {
    id: 'x', name: 'X', also: 'X Corp. Twitter',
    notices: [
      { id: 'x/ai-sharing', topic: 'ai-sharing', headline: 'X may pass your data on', spoken: ENGLISH, state: 'open', isTask: true,
        action: { id: 'switch', label: 'Turn it off', isMail: false } },
      { id: 'x/data', topic: 'data-download', headline: 'X may pass your data on', spoken: ENGLISH, state: 'know', isTask: false,
        action: { id: 'switch', label: 'Turn it off', isMail: false } },
    ],
  });
  assert.doesNotMatch(JSON.stringify(platforms), /https?:/);
});

test('the overview shows topics that may not come up unasked as open all the same', async () => {
  held.choices = { topics: ['ads'], muted: ['x'] };
  const { platforms } = await ask('ui:get-overview', { id: 'x' });
  assert.deepEqual(platforms.map((/** @type {any} */ { id, notices }) => [id, notices[0].state]), [['x', 'open']]);
});

test('what does not apply where the person is does not count', async () => {
  held.choices = { region: 'JP' };
  catalogue.x.notices = [makeNotice({ regions: ['EU'] })];
  const { platforms: [{ notices: [notice] }] } = await ask('ui:get-overview', { id: 'x' });
  assert.deepEqual([notice.state, notice.isTask], ['elsewhere', false]);
});

test('a notice can be ticked off and opened again, and the overview follows', async () => {
  const state = async () => {
    const { platforms: [{ notices }] } = await ask('ui:get-overview', { id: 'x' });
    return notices.find((/** @type {any} */ { id }) => id === 'x/ai-sharing').state;
  };
  await ask('ui:change-mark', { noticeId: 'x/ai-sharing', change: 'finish' });
  assert.equal(await state(), 'done');
  await ask('ui:change-mark', { noticeId: 'x/ai-sharing', change: 'reopen' });
  assert.equal(await state(), 'open');
});

/** @type {import('../../../extension/overview/pick.js').Filter} */
const ALL = { text: '', topic: null, state: 'all', isHere: true };

test('the next one goes round the platforms by name and passes over what is done or leads nowhere', async () => {
  catalogue.z = { platform: makePlatform({ id: 'z', name: 'Z', hosts: ['z.com'] }), notices: [makeNotice({ id: 'z/ads', actions: [] })] };
  held.marks = { 'y/ads': { done: { revision: 1, on: '2026-11-01' } } };
  const { platforms } = await ask('ui:get-overview');
  const next = (/** @type {string | null} */ last, changes = {}) => pickNext({ ...ALL, ...changes }, platforms, last)?.notice.id;
  assert.deepEqual([next(null), next('x'), next('y')], ['x/ai-sharing', 'x/ai-sharing', 'x/ai-sharing']);
  assert.equal(next(null, { state: 'done' }), 'x/ai-sharing');
  assert.equal(next(null, { topic: 'ads' }), undefined);
});

test('the next one is the most urgent of the next platform', async () => {
  catalogue.x.notices = [makeNotice(), makeNotice({ id: 'x/z-soon', act_by: '2026-11-30', actions: [makeAction()] })];
  const { platforms } = await ask('ui:get-overview');
  assert.deepEqual([null, 'y', 'x'].map((last) => pickNext(ALL, platforms, last)?.notice.id), ['y/ads', 'x/z-soon', 'y/ads']);
});

test('a search finds names, former names and headlines, whatever the case and accents', async () => {
  const { platforms: [, platform] } = await ask('ui:get-overview');
  const finds = (/** @type {string} */ text) => shows({ ...ALL, text: fold(text) }, platform, platform.notices[0]);
  assert.deepEqual(['x', 'TWITTER', 'X Corp', 'páss', '', 'linkedin'].map(finds), [true, true, true, true, true, false]);
});

test('a platform without a notice is in the list as long as nothing but its name is asked for', async () => {
  catalogue.x.notices = [];
  const { platforms: [, platform] } = await ask('ui:get-overview');
  const isShown = (/** @type {object} */ changes) => showsEmpty({ ...ALL, ...changes }, platform);
  assert.deepEqual([{}, { text: 'twitter' }].map(isShown), [true, true]);
  assert.deepEqual([{ text: 'y' }, { topic: 'ads' }, { state: 'open' }, { state: 'done' }].map(isShown), [false, false, false, false]);
});
