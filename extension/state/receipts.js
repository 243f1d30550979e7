// What the person did about notices, as receipts kept on this device: one for each notice ticked off, with the day and the link used.

import { sortActions } from '../match/actions.js';
import { lastMaterial } from '../match/decide.js';
import { checkLink } from '../match/links.js';
import { LONGEST_NOTE } from './shapes.js';

/**
 * @typedef {import('../match/decide.js').Notice} Notice
 * @typedef {import('../match/decide.js').Platform} Platform
 * @typedef {{id: string, label: string, url: string}} UsedAction
 * @typedef {{notice: string, platform: {id: string, name: string}, headline: string, revision: number, material: number, on: string,
 *   action: UsedAction | null, note: string}} Receipt
 *   texts as they were read; material: the last material revision then; on: the day, in UTC as the mark's; note: the person's own
 * @typedef {{list: Receipt[], notes: Record<string, string[]>}} Receipts
 *   list: in the order they were made; notes: of receipts taken away, by notice, waiting for the next one; the newest first
 */

/** Name a receipt: one notice is ticked off in one material revision on one day once. @param {Receipt} receipt */
export const identify = ({ notice, material, on }) => `${notice}@${material}@${on}`;

/**
 * Make the receipt of a notice ticked off now.
 * @param {object} given
 * @param {Platform} given.platform
 * @param {Notice} given.notice
 * @param {string | undefined} given.opened  id of the action that was opened last
 * @param {Set<string> | null} given.region  codes that cover the person's place
 * @param {number} given.now
 * @returns {Receipt}
 */
export function makeReceipt({ platform, notice, opened, region, now }) {
  return {
    notice: notice.id,
    platform: { id: platform.id, name: platform.name },
    headline: notice.headline,
    revision: notice.revision,
    material: lastMaterial(notice),
    on: new Date(now).toISOString().slice(0, 10),
    action: pickAction(notice.actions, { platform, opened, region }),
    note: '',
  };
}

/**
 * Keep a receipt, with the note that waits for it. One that is there already stays as it is.
 * @param {Receipts} receipts
 * @param {Receipt} receipt
 * @returns {Receipts}
 */
export function keepReceipt({ list, notes }, receipt) {
  if (list.some((each) => identify(each) === identify(receipt))) return { list, notes };
  const [note = '', ...waiting] = notes[receipt.notice] ?? [];
  return { list: [...list, { ...receipt, note }], notes: setNotes(notes, receipt.notice, waiting) };
}

/**
 * Take away what a mistaken Done left: the receipts of the material revision that still holds, never those of earlier ones.
 * Their notes wait for the next Done.
 * @param {Receipts} receipts
 * @param {string} noticeId
 * @param {number} material  the notice's last material revision
 * @returns {Receipts}
 */
export function takeReceiptAway({ list, notes }, noticeId, material) {
  const isTaken = (/** @type {Receipt} */ receipt) => receipt.notice === noticeId && receipt.material >= material;
  const left = list.filter((receipt) => isTaken(receipt) && receipt.note).map(({ note }) => note).reverse();
  return { list: list.filter((receipt) => !isTaken(receipt)), notes: setNotes(notes, noticeId, [...left, ...(notes[noticeId] ?? [])]) };
}

/**
 * Write the person's own note on a receipt. Raises an Error when it is too long or there is no such receipt.
 * @param {Receipts} receipts
 * @param {string} id from identify
 * @param {unknown} note
 * @returns {Receipts}
 */
export function writeNote({ list, notes }, id, note) {
  if (typeof note !== 'string' || note.length > LONGEST_NOTE) throw new Error(`A note has at most ${LONGEST_NOTE} characters.`);
  if (!list.some((receipt) => identify(receipt) === id)) throw new Error('There is no such receipt any more.');
  return { list: list.map((receipt) => (identify(receipt) === id ? { ...receipt, note } : receipt)), notes };
}

/**
 * @param {Record<string, string[]>} notes
 * @param {string} noticeId
 * @param {string[]} waiting  none: the notice's entry goes
 */
function setNotes(notes, noticeId, waiting) {
  const others = Object.fromEntries(Object.entries(notes).filter(([id]) => id !== noticeId));
  return waiting.length ? { ...others, [noticeId]: [...new Set(waiting)] } : others;
}

/**
 * Pick the action that was used: the one opened last, else the first that fits. One whose link may not open leaves no trace.
 * @param {import('../match/decide.js').Action[]} actions
 * @param {{platform: Platform, opened: string | undefined, region: Set<string> | null}} given
 * @returns {UsedAction | null}
 */
function pickAction(actions, { platform, opened, region }) {
  const action = actions.find(({ id }) => id === opened) ?? sortActions(actions, region)[0];
  return action && checkLink(action.url, platform) === null ? { id: action.id, label: action.label, url: action.url } : null;
}
