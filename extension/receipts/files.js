// Saves what is kept to a file, and adds from one: first what it would change is shown in words, then it can be added and undone.

import { make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';

/** @typedef {import('../background/receipt-messages.js').Preview} Preview */
/**
 * @typedef {(act: () => Promise<void>) => Promise<void>} InTurn
 * @typedef {(text: string, isFault?: boolean) => void} Say
 */

/** No file of ours is larger, sealed or not; the background looks again, and exactly. */
const MOST_BYTES = 7_000_000;
/** Long enough for a browser that asks where to save. */
const KEEP_DOWNLOAD = 60_000;

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
/** @type {Record<keyof import('../match/decide.js').Choices, () => string>} */
const CHOICES = {
  region: () => words('options_region_title'),
  language: () => words('options_language_title'),
  topics: () => words('options_topics_title'),
  surface: () => words('options_surface_title'),
  toolbar_only: () => words('options_toolbar_title'),
  muted: () => words('options_muted_title'),
  pause_minutes: () => words('options_pause_title'),
};

/** @param {{inTurn: InTurn, say: Say}} page */
export function startExport({ inTurn, say }) {
  const isLocked = () => /** @type {HTMLInputElement} */ (document.querySelector('input[name=lock]:checked')).value !== '';
  byId('export').addEventListener('change', () => (byId('lock').hidden = !isLocked()));
  byId('export').addEventListener('submit', (event) => {
    event.preventDefault();
    const [passphrase, again] = [input('passphrase').value, input('again').value];
    if (isLocked() && passphrase !== again) return say(words('receipts_passphrase_differs'), true);
    inTurn(async () => {
      say(words('receipts_working'));
      const { name, text } = await send('ui:export-state', isLocked() ? { passphrase } : {});
      save(name, text);
      input('passphrase').value = input('again').value = '';
      say(words('receipts_exported', name));
    });
  });
}

/** @param {string} name @param {string} text */
function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_DOWNLOAD);
}

/** @param {{inTurn: InTurn, say: Say, show: () => Promise<void>}} page  show: the receipts anew */
export function startImport({ inTurn, say, show }) {
  /** The text of the chosen file; once it is open, of what was in it. */
  let text = '';

  const forget = () => {
    text = input('file').value = input('unlock-passphrase').value = '';
    byId('unlock').hidden = byId('preview').hidden = true;
  };

  /** @param {{passphrase?: string}} [secret] */
  const look = async (secret = {}) => {
    say(words('receipts_working'));
    const answer = await send('ui:preview-import', { text, ...secret });
    say('');
    byId('unlock').hidden = !answer.isSealed;
    if (answer.isSealed) return byId('unlock-passphrase').focus();
    text = answer.text;
    showPreview(answer.preview);
  };

  input('file').addEventListener('change', () => inTurn(async () => {
    const file = input('file').files?.[0];
    forget();
    if (!file) return;
    if (file.size > MOST_BYTES) throw new Error(words('receipts_fault_large'));
    text = await file.text();
    await look();
  }));
  byId('unlock').addEventListener('submit', (event) => {
    event.preventDefault();
    inTurn(() => look({ passphrase: input('unlock-passphrase').value }));
  });
  byId('leave').addEventListener('click', () => {
    forget();
    byId('import-title').focus();
  });
  byId('add').addEventListener('click', () => inTurn(async () => {
    await send('ui:import-state', { text });
    forget();
    await show();
    byId('undo').focus();
    say(words('receipts_import_added'));
  }));
  byId('undo').addEventListener('click', () => inTurn(async () => {
    await send('ui:undo-import');
    await show();
    byId('import-title').focus();
    say(words('receipts_import_undone'));
  }));
}

/** @param {Preview} preview */
function showPreview({ madeOn, receipts, notices, added, taken, kept, isNothingNew }) {
  const names = (/** @type {string[]} */ choices) => new Intl.ListFormat(language()).format(
    choices.map((choice) => CHOICES[/** @type {keyof typeof CHOICES} */ (choice)]()));
  const lines = [
    words('receipts_preview_holds', writeDate(madeOn, language()), receipts, notices),
    isNothingNew && words('receipts_preview_nothing'),
    added.receipts && words('receipts_preview_receipts', added.receipts),
    added.notes && words('receipts_preview_notes', added.notes),
    added.done && words('receipts_preview_done', added.done),
    added.other && words('receipts_preview_other', added.other),
    taken.length > 0 && words('receipts_preview_taken', names(taken)),
    kept.length > 0 && words('receipts_preview_kept', names(kept)),
    words('receipts_preview_stays'),
  ];
  byId('changes').replaceChildren(...lines.filter((line) => typeof line === 'string').map((line) => make('li', {}, line)));
  byId('add').hidden = isNothingNew;
  byId('preview').hidden = false;
  byId('preview-title').focus();
}
