// What the page of receipts may ask: the receipts and their notes, and files of what is kept to be written, looked at and taken in.

import { lasting, passing } from '../lib/browser.js';
import { lastMaterial } from '../match/decide.js';
import { FileFault } from '../state/faults.js';
import { inKeptTurn, readKept } from '../state/kept.js';
import { compare, isSame, merge, takeBack } from '../state/merge.js';
import { readState, writeState } from '../state/portable.js';
import { identify, writeNote } from '../state/receipts.js';
import { isSealed, seal, unseal } from '../state/seal.js';
import { setAside } from '../state/sift.js';
import { inTurn } from '../state/turn.js';
import { registerScripts } from './grants.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('../state/portable.js').State} State
 * @typedef {{id: string, notice: string, platform: string, headline: string, spoken: import('../match/decide.js').Spoken | null, on: string, changed: string | null, note: string,
 *   action: (import('../state/receipts.js').UsedAction & {isThere: boolean}) | null}} ReceiptView
 *   changed: why the notice is open again; isThere: it can still be opened
 * @typedef {{receipts: ReceiptView[], asideCount: number, isUndoable: boolean}} ReceiptsView  the newest first
 * @typedef {{madeOn: string, receipts: number, notices: number, added: {receipts: number, notes: number, done: number, other: number},
 *   taken: string[], kept: string[], isNothingNew: boolean}} Preview  counts; taken, kept: names of choices
 */

/** The key of what the last import changed, for undoing it. */
const IMPORT = 'import';
/** @type {Record<FileFault['code'], string>} names of texts */
const FAULTS = {
  foreign: 'receipts_fault_foreign', newer: 'receipts_fault_newer', damaged: 'receipts_fault_damaged',
  large: 'receipts_fault_large', short: 'receipts_fault_short', locked: 'receipts_fault_locked',
};

/** @type {Record<string, (context: Context, message: any) => Promise<unknown>>} */
const MESSAGES = {
  /** Answer the receipts, and how much that could not be read was set aside. @returns {Promise<ReceiptsView>} */
  async 'ui:get-receipts'(context) {
    const aside = await inTurn(lasting, () => setAside(lasting));
    const { marks, receipts: { list } } = await readKept(lasting);
    const inOrder = list.toSorted((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)));
    const newest = new Set(new Map(inOrder.map((receipt) => [receipt.notice, receipt])).values());
    const platforms = await Promise.all([...new Set(list.map(({ notice }) => notice.split('/')[0]))].map((id) => context.readPlatform(id)));
    const notices = new Map(platforms.flatMap((found) => found?.notices ?? []).map((notice) => [notice.id, notice]));
    const receipts = inOrder.map((receipt) =>
      describeReceipt(receipt, notices.get(receipt.notice), marks[receipt.notice], newest.has(receipt)));
    return { receipts: receipts.reverse(), asideCount: aside.length, isUndoable: !!(await passing.get(IMPORT)) };
  },

  /** Write the person's own note on a receipt. */
  'ui:write-note': (_, { id, note }) =>
    inKeptTurn(lasting, ({ receipts }) => lasting.set('receipts', writeNote(receipts, id, note))),

  /** Forget what could not be read. */
  'ui:forget-set-aside': () => inTurn(lasting, () => lasting.set('set_aside', [])),

  /** Answer a file of all that is kept: its name and text, sealed when there is a passphrase. */
  async 'ui:export-state'(context, { passphrase }) {
    const day = new Date(context.now()).toISOString().slice(0, 10);
    const text = writeState(await readKept(lasting), day);
    if (passphrase === undefined) return { name: `fairnotice-${day}.json`, text };
    return { name: `fairnotice-${day}-locked.json`, text: await seal(text, passphrase) };
  },

  /** Answer what a file would change, and its text once it is open; or that it needs a passphrase. */
  async 'ui:preview-import'(context, { text, passphrase }) {
    if (isSealed(text) && passphrase === undefined) return { isSealed: true };
    const opened = isSealed(text) ? await unseal(text, passphrase) : String(text);
    return { isSealed: false, text: opened, preview: describeImport(await readKept(lasting), readState(opened), context.now()) };
  },

  /** Add what a file holds to what is kept here, all of it or nothing. */
  'ui:import-state'(context, { text }) {
    const file = readState(String(text));
    return inKeptTurn(lasting, async (before) => {
      const after = merge(before, file, context.now());
      const undoable = (await passing.get(IMPORT)) ?? null;
      await passing.set(IMPORT, compare(before, after));
      try {
        await replace(context, before, after);
      } catch (fault) {
        await passing.set(IMPORT, undoable);
        throw fault;
      }
      return true;
    });
  },

  /** Take back what the last import changed; what was done since stays. */
  'ui:undo-import': (context) =>
    inKeptTurn(lasting, async (now) => {
      const changes = await passing.get(IMPORT);
      if (!changes) throw new Error('There is no import to undo any more.');
      await replace(context, now, takeBack(now, changes));
      await passing.set(IMPORT, null);
      return true;
    }),
};

/** The same, with each fault said in the person's language. */
export const RECEIPT_MESSAGES = Object.fromEntries(Object.entries(MESSAGES).map(([name, answer]) => [
  name,
  async (/** @type {Context} */ context, /** @type {any} */ message) => {
    try {
      return await answer(context, message);
    } catch (fault) {
      throw sayFault(context, fault);
    }
  },
]));

/**
 * @param {import('../state/receipts.js').Receipt} receipt
 * @param {import('../match/decide.js').Notice | undefined} notice  as it is in the catalogue now
 * @param {import('../match/decide.js').Mark | undefined} mark
 * @param {boolean} isNewest  an older receipt of the same notice has been answered by a newer one
 * @returns {ReceiptView}
 */
function describeReceipt(receipt, notice, mark, isNewest) {
  const { action, platform, headline, on, note } = receipt;
  const material = notice ? lastMaterial(notice) : 0;
  const isOpenAgain = isNewest && material > receipt.material && !(mark?.done && mark.done.revision >= material);
  return {
    id: identify(receipt),
    notice: receipt.notice,
    platform: platform.name,
    headline,
    // The language of then is known as long as the notice still stands like that.
    spoken: notice?.headline === headline ? notice.spoken : null,
    on,
    note,
    action: action && { ...action, isThere: !!notice?.actions.some(({ id }) => id === action.id) },
    changed: isOpenAgain ? (notice?.history.at(-1)?.reason ?? '') : null,
  };
}

/**
 * @param {State} mine
 * @param {import('../state/portable.js').FileState & {made_on: string}} file
 * @param {number} now
 * @returns {Preview}
 */
function describeImport(mine, file, now) {
  const { choices, marks, receipts, notes } = compare(mine, merge(mine, file, now));
  const marked = Object.values(marks).map(({ before, after }) => isSame(/** @type {any} */ (before)?.done, /** @type {any} */ (after).done));
  const isAdded = Object.values(receipts).map(({ before }) => before === undefined);
  const [taken, others] = [Object.keys(choices), Object.entries(file.choices)];
  return {
    madeOn: file.made_on,
    receipts: file.receipts.list.length,
    notices: Object.keys(file.marks).length,
    added: {
      receipts: isAdded.filter((is) => is).length,
      notes: isAdded.filter((is) => !is).length + Object.keys(notes).length,
      done: marked.filter((isOther) => !isOther).length,
      other: marked.filter((isOther) => isOther).length,
    },
    taken,
    kept: others.filter(([name, value]) => !taken.includes(name) && !isSame(value, /** @type {any} */ (mine.choices)[name])).map(([name]) => name),
    isNothingNew: [choices, marks, receipts, notes].every((part) => Object.keys(part).length === 0),
  };
}

/**
 * Write all that is kept in one step, and let the scripts run where it says; all or nothing.
 * @param {Context} context
 * @param {State} before
 * @param {State} after
 */
async function replace(context, before, after) {
  await lasting.setAll(after);
  if (before.choices.surface === after.choices.surface) return;
  try {
    await registerScripts(context);
  } catch (fault) {
    await lasting.setAll(before);
    throw fault;
  }
}

/** @param {Context} context @param {unknown} fault @returns {unknown} */
function sayFault({ words }, fault) {
  if (fault instanceof FileFault) return new Error(words(FAULTS[fault.code], fault.place));
  // Chrome and Firefox say it in other words, and only in English; there is no code to go by.
  if (/quota/i.test(String(fault))) return new Error(words('receipts_fault_full'));
  return fault;
}
