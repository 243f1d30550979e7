// What may be asked about reports: a content script opens the page for its own platform's notices only; tickets stay on the device.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { makeAction, makeNotice, makePlatform } from '../notices.js';

/** @type {{url: string, index?: number}[]} */
let opened = [];
/** @type {Record<string, any>} */
let held = {};
let isFull = false;
const area = {
  get: async (/** @type {string} */ key) => ({ [key]: held[key] }),
  set: async (/** @type {object} */ items) => {
    if (isFull) throw new Error('the disk is full');
    Object.assign(held, items);
  },
};
Object.assign(globalThis, {
  chrome: {
    runtime: { getURL: (/** @type {string} */ path) => `chrome-extension://own/${path}` },
    tabs: { create: async (/** @type {{url: string, index?: number}} */ tab) => void opened.push(tab) },
    storage: { local: area, session: area },
    i18n: { getUILanguage: () => 'en-US' },
  },
});
const { PAGE_MESSAGES } = await import('../../../extension/background/page-messages.js');
const { REPORT_MESSAGES } = await import('../../../extension/background/report-messages.js');
const { SENT_MESSAGES } = await import('../../../extension/background/sent-messages.js');

const FOUND = {
  platform: makePlatform(),
  notices: [makeNotice({ revision: 4, actions: [makeAction(), makeAction({ id: 'form', label: 'Write to them', regions: ['JP'] })] })],
};
const SERVER = 'https://notices.test';
const BODY = JSON.stringify({ notice_id: 'x/ai-sharing', revision: 4, action_id: 'switch', kind: 'dead-link', text: '', made_on: '2026-11-24', nonce: 'a-1' });
/** @type {{url: string, options: any}[]} */
let sent = [];
/** @type {() => Response} */
let answer = () => new Response();
/** @type {any} */
const context = {
  readServer: async () => SERVER,
  now: () => Date.parse('2026-11-24T10:00:00Z'),
  session: { noteInView: async () => {}, readGuide: async (/** @type {number} */ tabId) => (tabId === 7 ? { noticeId: 'x/ai-sharing', actionId: 'form', step: 0 } : null) },
  mayFetch: async () => true,
  fetch: async (/** @type {string} */ url, /** @type {object} */ options) => (sent.push({ url, options }), answer()),
  findPlatform: async (/** @type {string} */ url) => (new URL(url).hostname === 'x.com' ? FOUND : null),
  readNotice: async (/** @type {string} */ id) => (id === 'x/ai-sharing' ? { ...FOUND, notice: FOUND.notices[0] } : null),
};
/** @param {string} name @param {object} [content] @param {object} [own] @returns {Promise<any>} */
const ask = (name, content = {}, own = {}) => REPORT_MESSAGES[name]({ ...context, ...own }, content);
/** @param {object} content @param {string} url */
const askFrom = (content, url) => PAGE_MESSAGES['page:open-report'](context, content, /** @type {any} */ ({ url, tab: { id: 1, index: 3 } }));
const give = (/** @type {unknown} */ body, status = 202) => (answer = () => new Response(JSON.stringify(body), { status }));

beforeEach(() => {
  [opened, held, sent, isFull] = [[], {}, [], false];
  give({ ticket: '7F3K-M2QX', state: 'received' });
});

test('the page opens beside the tab, for a notice of the page\'s own platform', async () => {
  await askFrom({ noticeId: 'x/ai-sharing', actionId: 'switch', url: 'https://evil.test/' }, 'https://x.com/home');
  assert.deepEqual(opened, [{ url: 'chrome-extension://own/report/report.html?notice=x%2Fai-sharing&action=switch', index: 4 }]);
});

test('from another site\'s page nothing opens', async () => {
  for (const url of ['https://y.com/', 'https://x.com.evil.test/']) {
    await assert.rejects(askFrom({ noticeId: 'x/ai-sharing' }, url), /does not belong/);
  }
  await assert.rejects(askFrom({ noticeId: 'x/none' }, 'https://x.com/'), /does not belong/);
  assert.deepEqual(opened, []);
});

test('from a guide it opens for what the guide leads through, whatever the page says', async () => {
  const tell = (/** @type {number} */ id) =>
    PAGE_MESSAGES['page:report-guide'](context, { noticeId: 'x/none' }, /** @type {any} */ ({ url: 'https://help.vendor.example/', tab: { id, index: 0 } }));
  await tell(7);
  assert.deepEqual(opened, [{ url: 'chrome-extension://own/report/report.html?notice=x%2Fai-sharing&action=form', index: 1 }]);
  await assert.rejects(tell(8), /no guide/);
});

test('a content script may ask for nothing else of it', () => {
  assert.deepEqual(Object.keys(PAGE_MESSAGES).filter((name) => /report|ticket/.test(name)), ['page:open-report', 'page:report-guide']);
  assert.ok(Object.keys(REPORT_MESSAGES).every((name) => name.startsWith('ui:')));
});

test('the form has the notice as it is held, all its actions, and where a report would go', async () => {
  assert.deepEqual(await ask('ui:get-report-form', { noticeId: 'x/ai-sharing' }), {
    address: 'https://notices.test/v1/reports',
    notice: { id: 'x/ai-sharing', revision: 4, headline: 'X may pass your data on', spoken: { lang: 'en', dir: 'ltr', english: [] }, platform: 'X',
      actions: [{ id: 'switch', label: 'Turn it off' }, { id: 'form', label: 'Write to them' }] },
  });
  assert.equal((await ask('ui:get-report-form', { noticeId: 'x/none' })).notice, null);
  assert.equal((await ask('ui:get-report-form', { noticeId: 'x/ai-sharing' }, { readServer: async () => null })).address, null);
});

test('opening, filling in and proving send nothing', async () => {
  await ask('ui:open-report', { noticeId: 'x/ai-sharing' });
  await ask('ui:get-report-form', { noticeId: 'x/ai-sharing' });
  await ask('ui:prove-report', { begin: 'a', end: 'b', from: 0 });
  await ask('ui:get-tickets');
  assert.deepEqual(sent, []);
});

test('the proof goes on where it stopped', async () => {
  let from = 0;
  for (;;) {
    const { number, next } = await ask('ui:prove-report', { begin: 'a', end: 'b', from });
    assert.equal(next, from + 4096);
    if (number !== null) return assert.ok(number >= from && number < next);
    from = next;
  }
});

test('what is sent is what the page said, and its ticket is kept', async () => {
  assert.deepEqual(await ask('ui:send-report', { body: BODY }), { ticket: '7F3K-M2QX', isKept: true });
  assert.deepEqual(sent.map(({ url, options }) => [url, options.body]), [['https://notices.test/v1/reports', BODY]]);
  assert.deepEqual(await ask('ui:get-tickets'), [{ code: '7F3K-M2QX', notice_id: 'x/ai-sharing', kind: 'dead-link', day: '2026-11-24' }]);
});

test('the same ticket is kept once, the newest first, a hundred at most', async () => {
  for (let number = 0; number < 101; number++) {
    give({ ticket: `0000-0${String(number).padStart(3, '0')}` });
    await ask('ui:send-report', { body: BODY });
  }
  await ask('ui:send-report', { body: BODY });
  const codes = (await ask('ui:get-tickets')).map((/** @type {any} */ { code }) => code);
  assert.deepEqual([codes.length, codes[0], codes.at(-1)], [100, '0000-0100', '0000-0001']);
});

test('a ticket that cannot be kept is told all the same', async () => {
  isFull = true;
  test.mock.method(console, 'warn', () => {}); // that it was not noted either
  assert.deepEqual(await ask('ui:send-report', { body: BODY }), { ticket: '7F3K-M2QX', isKept: false });
});

test('a refused report leaves no ticket', async () => {
  give({ detail: 'text: no.' }, 422);
  assert.deepEqual(await ask('ui:send-report', { body: BODY }), { fault: 'refused', detail: 'text: no.' });
  assert.deepEqual(await ask('ui:get-tickets'), []);
});

test('looking up asks for the whole list and never names a ticket', async () => {
  await ask('ui:send-report', { body: BODY });
  give({ ticket: '1111-1111' });
  await ask('ui:send-report', { body: BODY });
  sent = [];
  give({ tickets: { '7F3K-M2QX': { state: 'fixed', edition: 3, reason: null }, '2222-2222': { state: 'looking', edition: null, reason: null } } }, 200);
  assert.deepEqual(await ask('ui:look-up-tickets'), { tickets: { '1111-1111': null, '7F3K-M2QX': { state: 'fixed', edition: 3, reason: null } } });
  assert.deepEqual(sent.map(({ url, options }) => [url, options.method, options.body]), [['https://notices.test/v1/tickets.json', 'GET', undefined]]);
  assert.equal((await ask('ui:get-tickets')).length, 2);
});

test('both requests are noted with why they were made, and the list can be cleared', async () => {
  await ask('ui:send-report', { body: BODY });
  give({ tickets: {} }, 200);
  await ask('ui:look-up-tickets');
  /** @type {any} */
  const { requests, count } = await SENT_MESSAGES['ui:get-sent'](context, {});
  assert.deepEqual(requests.map((/** @type {any} */ { why, method, url, body }) => [why, method, url, body]), [
    ['tickets', 'GET', 'https://notices.test/v1/tickets.json', null], ['report', 'POST', 'https://notices.test/v1/reports', BODY],
  ]);
  assert.equal(count, 2);
  await SENT_MESSAGES['ui:clear-sent'](context, {});
  assert.deepEqual(held.sent, { requests: [], days: {} });
});

test('a damaged list counts as none, and the list can be removed', async () => {
  held.tickets = 'broken';
  assert.deepEqual(await ask('ui:get-tickets'), []);
  await ask('ui:send-report', { body: BODY });
  await ask('ui:clear-tickets');
  assert.deepEqual(held.tickets, []);
});

test('a copy without a server sends nothing', async () => {
  for (const name of ['ui:send-report', 'ui:look-up-tickets']) await assert.rejects(ask(name, { body: BODY }, { readServer: async () => null }), /no server/);
  assert.deepEqual(sent, []);
});
