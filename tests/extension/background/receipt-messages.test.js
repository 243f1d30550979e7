// Receipts through the background: kept by Done, taken away by undoing it, and files that are taken in whole or not at all.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { makeAction, makeNotice, makePlatform, revise } from '../notices.js';
import { makeOwnReceipt } from '../state/keeping.js';
import { makeTestContext } from './context.js';

/** @type {Record<string, any>} */
let held = {};
/** @type {Record<string, any>} until the browser ends */
let passing = {};
/** @type {object[]} each write, with all that it wrote */
let writes = [];
/** @type {Error | null} what writing runs into */
let refusal = null;
/** @type {Error | null} what registering the scripts runs into */
let noScripts = null;
let registered = 0;
// The parts of the browser's API that these messages end in; everything between is the real code. Storage copies, as a browser's does.
Object.assign(globalThis, {
  chrome: {
    permissions: { getAll: async () => ({ origins: ['https://*.x.com/*'] }) },
    runtime: { getManifest: () => ({ optional_host_permissions: [] }) },
    scripting: {
      getRegisteredContentScripts: async () => [],
      registerContentScripts: async () => {
        registered += 1;
        if (noScripts) throw noScripts;
      },
    },
    tabs: { query: async () => [], create: async () => {}, get: async () => ({}) },
    action: { setBadgeText: async () => {}, setTitle: async () => {} },
    storage: {
      local: {
        get: async (/** @type {string} */ key) => structuredClone({ [key]: held[key] }),
        set: async (/** @type {object} */ items) => {
          if (refusal) throw refusal;
          writes.push(structuredClone(items));
          Object.assign(held, structuredClone(items));
        },
      },
      session: {
        get: async (/** @type {string} */ key) => structuredClone({ [key]: passing[key] }),
        set: async (/** @type {object} */ items) => void Object.assign(passing, structuredClone(items)),
      },
    },
    i18n: { getUILanguage: () => 'en-US' },
  },
});
const { PAGE_MESSAGES } = await import('../../../extension/background/page-messages.js');
const { RECEIPT_MESSAGES } = await import('../../../extension/background/receipt-messages.js');
const { UI_MESSAGES } = await import('../../../extension/background/ui-messages.js');

let now = 0;
let notice = makeNotice();
const NOTICE = notice.id;
const find = () => ({ platform: makePlatform(), notices: [notice] });
const context = await makeTestContext({ held: () => held, catalogue: () => ({ x: find() }), now: () => now });
const sender = /** @type {any} */ ({ url: 'https://x.com/home', frameId: 0, tab: { id: 1, index: 3 } });
/** @param {string} name @param {object} [content] @returns {Promise<any>} */
const ask = (name, content = {}) => RECEIPT_MESSAGES[name](context, content);
const finishInPage = () => PAGE_MESSAGES['page:finish'](context, { noticeId: NOTICE }, sender);
const mark = (/** @type {string} */ change) => UI_MESSAGES['ui:change-mark'](context, { noticeId: NOTICE, change });
const listReceipts = async () => (await ask('ui:get-receipts')).receipts;

beforeEach(() => {
  [held, passing, writes, refusal, noScripts, registered] = [{}, {}, [], null, null, 0];
  [now, notice] = [Date.parse('2026-11-24T10:00:00Z'), makeNotice({ actions: [makeAction(), makeAction({ id: 'form', label: 'Write to them', reach: 'near' })] })];
});

for (const [name, finish] of /** @type {[string, () => Promise<unknown>][]} */ ([['in the banner', finishInPage], ['in a page of ours', () => mark('finish')]])) {
  test(`Done ${name} keeps a receipt, in one write with the mark`, async () => {
    await finish();
    assert.deepEqual(held.receipts, { list: [makeOwnReceipt()], notes: {} });
    assert.deepEqual(writes, [{ marks: { [NOTICE]: { done: { revision: 1, on: '2026-11-24' } } }, receipts: held.receipts }]);
  });
}

test('a receipt names the action that was opened last, until the browser ends', async () => {
  await PAGE_MESSAGES['page:open-action'](context, { noticeId: NOTICE, actionId: 'switch' }, sender);
  await UI_MESSAGES['ui:open-action'](context, { noticeId: NOTICE, actionId: 'form' });
  await finishInPage();
  assert.equal(held.receipts.list[0].action.label, 'Write to them');
  await mark('reopen');
  passing = {};
  await finishInPage();
  assert.equal(held.receipts.list[0].action.label, 'Turn it off');
});

test('an action whose link was refused was not opened', async () => {
  notice = makeNotice({ actions: [makeAction(), makeAction({ id: 'form', url: 'https://evil.test/' })] });
  await assert.rejects(UI_MESSAGES['ui:open-action'](context, { noticeId: NOTICE, actionId: 'form' }));
  await finishInPage();
  assert.equal(held.receipts.list[0].action.id, 'switch');
});

test('closing, putting off and seeing keep no receipt', async () => {
  for (const change of ['close', 'see']) await mark(change);
  await PAGE_MESSAGES['page:put-off'](context, { noticeId: NOTICE, how: 'hour' }, sender);
  assert.equal(held.receipts, undefined);
});

test('a full disk keeps neither mark nor receipt', async () => {
  refusal = new Error('full');
  await assert.rejects(finishInPage(), /full/);
  assert.deepEqual(held, {});
});

test('undoing a Done takes its receipt away and keeps its note for the next one', async () => {
  await finishInPage();
  const [{ id }] = await listReceipts();
  await ask('ui:write-note', { id, note: 'case 17' });
  await mark('reopen');
  assert.deepEqual(await listReceipts(), []);
  now += 86_400_000;
  await mark('finish');
  assert.deepEqual((await listReceipts()).map((/** @type {any} */ { on, note }) => [on, note]), [['2026-11-25', 'case 17']]);
});

test('a material revision opens the notice again, the receipt says why and stays, and the next Done adds its own', async () => {
  await finishInPage();
  notice = revise(notice, false);
  assert.equal((await listReceipts())[0].changed, null, 'a cosmetic revision changes nothing for the person');
  notice = revise(notice, true);
  assert.equal((await listReceipts())[0].changed, 'The switch moved.');
  await mark('reopen');
  assert.equal((await listReceipts()).length, 1, 'what was done in the earlier revision was done');
  now += 1000;
  await finishInPage();
  const receipts = await listReceipts();
  assert.deepEqual(receipts.map((/** @type {any} */ { changed }) => changed), [null, null]);
  assert.deepEqual(held.receipts.list.map((/** @type {any} */ { revision, material }) => [revision, material]), [[1, 1], [3, 3]]);
});

test('opening a closed notice again takes no receipt away', async () => {
  held.receipts = { list: [makeOwnReceipt()], notes: {} };
  await mark('close');
  await mark('reopen');
  assert.equal(held.receipts.list.length, 1);
});

test('what was done in an earlier revision is not undone by opening again what changed since', async () => {
  held.marks = { [NOTICE]: { done: { revision: 1, on: '2026-11-01' } } };
  held.receipts = { list: [makeOwnReceipt(), makeOwnReceipt({ material: 2 })], notes: {} };
  notice = revise(notice, true);
  await mark('reopen');
  assert.equal(held.receipts.list.length, 2);
});

test('a notice that is done again, though its receipt is elsewhere, is not said to be open again', async () => {
  notice = revise(notice, true);
  held = { marks: { [NOTICE]: { done: { revision: 2, on: '2026-11-24' } } }, receipts: { list: [makeOwnReceipt()], notes: {} } };
  assert.equal((await listReceipts())[0].changed, null);
});

test('receipts come with the newest first; what the catalogue holds no more cannot be opened but is read', async () => {
  const gone = makeOwnReceipt({ notice: 'x/gone', on: '2026-12-01' });
  const other = makeOwnReceipt({ on: '2026-01-01', action: { id: 'gone', label: 'Gone', url: 'https://x.com/gone' } });
  held.receipts = { list: [gone, makeOwnReceipt(), other], notes: {} };
  const receipts = await listReceipts();
  assert.deepEqual(receipts.map((/** @type {any} */ { on, action }) => [on, action.isThere, action.url]), [
    ['2026-12-01', false, 'https://x.com/settings'], ['2026-11-24', true, 'https://x.com/settings'], ['2026-01-01', false, 'https://x.com/gone'],
  ]);
});

test('what cannot be read is counted and kept aside until it is forgotten', async () => {
  held = { marks: { [NOTICE]: { done: 'yes' } }, receipts: { list: [makeOwnReceipt(), 7], notes: {} }, choices: [] };
  assert.deepEqual(await ask('ui:get-receipts').then(({ receipts, asideCount }) => [receipts.length, asideCount]), [1, 3]);
  assert.equal(held.set_aside.length, 3);
  await ask('ui:forget-set-aside');
  assert.equal((await ask('ui:get-receipts')).asideCount, 0);
});

/** Make a file in another browser, and come back to an empty one. */
async function makeFile(passphrase = /** @type {string | undefined} */ (undefined)) {
  await finishInPage();
  await UI_MESSAGES['ui:change-choices'](context, { changes: { region: 'DE', surface: 'toolbar' } });
  const { text } = await ask('ui:export-state', passphrase === undefined ? {} : { passphrase });
  const kept = structuredClone(held);
  [held, passing, writes, registered] = [{}, {}, [], 0];
  return { text, kept };
}

test('a file is looked at without touching anything, then added in one write, and the scripts follow', async () => {
  const { text, kept } = await makeFile();
  const looked = await ask('ui:preview-import', { text });
  assert.deepEqual(looked.preview, {
    madeOn: '2026-11-24', receipts: 1, notices: 1, added: { receipts: 1, notes: 0, done: 1, other: 0 },
    taken: ['region', 'surface'], kept: [], isNothingNew: false,
  });
  assert.deepEqual([held, passing], [{}, {}]);
  await ask('ui:import-state', { text: looked.text });
  assert.deepEqual(held, kept);
  assert.deepEqual([writes.length, registered], [1, 1]);
  assert.equal((await ask('ui:preview-import', { text })).preview.isNothingNew, true);
});

test('choices of mine that differ stay, and the preview says so', async () => {
  const { text } = await makeFile();
  await UI_MESSAGES['ui:change-choices'](context, { changes: { region: 'FR' } });
  const { preview } = await ask('ui:preview-import', { text });
  assert.deepEqual([preview.taken, preview.kept], [['surface'], ['region']]);
  await ask('ui:import-state', { text });
  assert.deepEqual([held.choices.region, held.choices.surface], ['FR', 'toolbar']);
});

test('an import can be undone once; what was done since stays', async () => {
  const { text } = await makeFile();
  await ask('ui:import-state', { text });
  assert.equal((await ask('ui:get-receipts')).isUndoable, true);
  await UI_MESSAGES['ui:change-choices'](context, { changes: { pause_minutes: 60 } });
  await ask('ui:undo-import');
  assert.deepEqual([held.marks, held.receipts], [{}, { list: [], notes: {} }]);
  assert.deepEqual([held.choices.region, held.choices.surface, held.choices.pause_minutes], [null, 'page', 60]);
  assert.equal((await ask('ui:get-receipts')).isUndoable, false);
  await assert.rejects(ask('ui:undo-import'), /no import to undo/);
});

test('an import that meets a full disk says so in words, changes nothing, and cannot be undone', async () => {
  const { text } = await makeFile();
  for (const fault of [new Error('Resource::kQuotaBytes quota exceeded'), new DOMException('exceeded', 'QuotaExceededError')]) {
    refusal = fault;
    await assert.rejects(ask('ui:import-state', { text }), { message: 'There is no room left for it on this device.' });
  }
  refusal = new Error('An unexpected error occurred');
  await assert.rejects(ask('ui:import-state', { text }), /An unexpected error occurred/);
  refusal = null;
  assert.deepEqual(held, {});
  assert.equal((await ask('ui:get-receipts')).isUndoable, false);
});

test('an import whose scripts cannot run is taken back', async () => {
  const { text } = await makeFile();
  noScripts = new Error('no scripts today');
  await assert.rejects(ask('ui:import-state', { text }), /no scripts today/);
  noScripts = null;
  assert.deepEqual([held.marks, held.receipts.list, held.choices.surface], [{}, [], 'page']);
  assert.equal((await ask('ui:get-receipts')).isUndoable, false);
});

test('what is done while a file is being added is not lost', async () => {
  const { text } = await makeFile();
  await Promise.all([
    ask('ui:import-state', { text }), context.marks.change('x/ads', 'close', { revision: 1, now }),
    UI_MESSAGES['ui:change-choices'](context, { changes: { pause_minutes: 60 } }),
  ]);
  assert.deepEqual(Object.keys(held.marks).sort(), [NOTICE, 'x/ads'].sort());
  assert.deepEqual([held.choices.region, held.choices.pause_minutes], ['DE', 60]);
});

test('a locked file asks for its passphrase first, then is as a plain one', async () => {
  const { text, kept } = await makeFile('a passphrase to keep');
  assert.deepEqual(await ask('ui:preview-import', { text }), { isSealed: true });
  await assert.rejects(ask('ui:preview-import', { text, passphrase: 'another passphrase' }), /passphrase is another one, or the file was altered/);
  await assert.rejects(ask('ui:import-state', { text }), /not a file of Fairnotice/);
  const { text: opened } = await ask('ui:preview-import', { text, passphrase: 'a passphrase to keep' });
  await ask('ui:import-state', { text: opened });
  assert.deepEqual(held, kept);
});

for (const [name, text, sentence] of /** @type {[string, any, RegExp][]} */ ([
  ['of something else', '{"name": "a list of mine"}', /^Error: This is not a file of Fairnotice\.$/],
  ['that is no text', { format: 'fairnotice-state' }, /not a file of Fairnotice/],
  ['of a newer Fairnotice', '{"format": "fairnotice-state", "version": 2}', /Update Fairnotice/],
  ['that is damaged', '{"format": "fairnotice-state", "version": 1, "made_on": 7}', /damaged at made_on\.$/],
])) {
  test(`a file ${name} is said in words and touches nothing`, async () => {
    for (const message of ['ui:preview-import', 'ui:import-state']) await assert.rejects(ask(message, { text }), sentence);
    assert.deepEqual([held, passing], [{}, {}]);
  });
}

test('a passphrase that is too short makes no file', async () => {
  await assert.rejects(ask('ui:export-state', { passphrase: 'short' }), /at least 12 characters/);
});
