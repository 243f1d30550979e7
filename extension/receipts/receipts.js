// The receipts: what the person ticked off, month by month, each with the link that was used and a note of their own.

import { asSpoken, IN_ENGLISH, make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { startPage } from '../lib/start.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';
import { startExport, startImport } from './files.js';

/** @typedef {import('../background/receipt-messages.js').ReceiptView} Receipt */
/** @typedef {import('../background/receipt-messages.js').ReceiptsView} Receipts */

const LONGEST_NOTE = 500;
const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const status = byId('status');
/** What the page shows. @type {Receipt[]} */
let receipts = [];
/** Changes go one after the other: each is made of what the one before left. */
let turn = Promise.resolve();

await startPage();
byId('print').addEventListener('click', () => window.print());
byId('forget').addEventListener('click', () => inTurn(async () => {
  await send('ui:forget-set-aside');
  await show();
  say(words('receipts_aside_forgotten'));
}));
startExport({ inTurn, say });
startImport({ inTurn, say, show });
document.addEventListener('visibilitychange', () => {
  // A note that is being written is kept when the tab is left or closed; what was done in another tab is here on coming back.
  if (document.visibilityState === 'visible') inTurn(show);
  else if (document.activeElement instanceof HTMLTextAreaElement) document.activeElement.dispatchEvent(new Event('change'));
});
await inTurn(show);
document.body.dataset.ready = 'true';

async function show() {
  /** @type {Receipts} */
  const { receipts: after, asideCount, isUndoable } = await send('ui:get-receipts');
  byId('undo').hidden = !isUndoable;
  byId('aside').hidden = asideCount === 0;
  byId('aside-count').textContent = words('receipts_aside', asideCount);
  byId('none').hidden = after.length > 0;
  byId('print').hidden = after.length === 0;
  // Written anew only when it is another list: who is at a note stays there.
  if (JSON.stringify(after) === JSON.stringify(receipts)) return;
  receipts = after;
  const months = [...new Set(receipts.map(({ on }) => on.slice(0, 7)))];
  byId('list').replaceChildren(...months.map((month) => make('section', { class: 'month' },
    make('h2', {}, writeMonth(month)), make('ul', {}, ...receipts.filter(({ on }) => on.startsWith(month)).map(showReceipt)))));
}

/** @param {string} month YYYY-MM */
function writeMonth(month) {
  return new Intl.DateTimeFormat(language(), { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01`));
}

/** @param {Receipt} receipt */
function showReceipt(receipt) {
  const { headline, platform, on, changed } = receipt;
  return make('li', { class: 'receipt' },
    make('h3', {}, make('span', inReceipt(receipt, 'headline'), headline)),
    make('p', {}, make('span', { dir: 'auto' }, platform), ' · ', make('time', { datetime: on }, words('options_dealt_done', writeDate(on, language())))),
    changed === null ? null : make('p', { class: 'changed' }, make('strong', {}, words('receipts_changed')), ' ', make('span', IN_ENGLISH, changed)),
    ...showAction(receipt),
    ...showNote(receipt));
}

/** @param {Receipt} receipt */
function showAction(receipt) {
  const { action, notice } = receipt;
  if (!action) return [];
  const label = () => make('span', inReceipt(receipt, `actions/${action.id}/label`), action.label);
  const open = () => inTurn(() => send('ui:open-action', { noticeId: notice, actionId: action.id }));
  return [
    action.isThere ? make('button', { class: 'go', click: open }, label()) : null,
    make('p', { class: action.isThere ? 'address paper' : 'address' }, label(), make('br', {}),
      make('span', { dir: 'ltr' }, action.url)),
  ];
}

/** For a text as it was read then. @param {Receipt} receipt @param {string} name */
function inReceipt({ spoken }, name) {
  return spoken ? asSpoken(spoken, name) : { dir: 'auto' };
}

/** @param {Receipt} receipt */
function showNote(receipt) {
  const { id, note, headline } = receipt;
  const text = make('span', { dir: 'auto' }, note);
  const paper = make('p', { class: 'paper', hidden: !note }, words('receipts_note'), ': ', text);
  const field = /** @type {HTMLTextAreaElement} */ (make('textarea', { rows: '1', maxlength: String(LONGEST_NOTE), dir: 'auto',
    'aria-label': words('receipts_note_for', headline), input: () => write(), change: () => save() }, note));
  const write = () => {
    text.textContent = field.value;
    paper.hidden = !field.value;
  };
  const save = () => inTurn(async () => {
    const written = field.value;
    if (written === receipt.note) return;
    await send('ui:write-note', { id, note: written });
    receipt.note = written;
    say(words('receipts_note_saved'));
  });
  return [make('label', { class: 'note' }, words('receipts_note'), field), paper];
}

/**
 * Do something after what was begun before; say a fault in words.
 * @param {() => Promise<void>} act
 */
function inTurn(act) {
  turn = turn.then(act).catch((fault) => say(words('overview_failed', String(/** @type {Error} */ (fault).message)), true));
  return turn;
}

/** @param {string} text @param {boolean} [isFault] */
function say(text, isFault = false) {
  status.className = isFault ? 'fault' : '';
  status.textContent = text;
}
