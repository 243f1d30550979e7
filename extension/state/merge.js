// Unites what is kept here with what a file brings, says what that changes, and takes it back: pure functions, nothing of the person's own is lost.

import { DEFAULT_CHOICES } from '../match/decide.js';
import { identify } from './receipts.js';

/**
 * @typedef {import('./portable.js').State} State
 * @typedef {import('./portable.js').FileState} FileState
 * @typedef {import('../match/decide.js').Mark} Mark
 * @typedef {{choices: Record<string, unknown>, marks: Record<string, any>, receipts: Record<string, any>, notes: Record<string, unknown>}} Parts
 *   the state as entries that are compared one by one; receipts by identify()
 * @typedef {Record<keyof Parts, Record<string, {before?: unknown, after: unknown}>>} Changes  without before: it was not there
 */

const PARTS = /** @type {const} */ (['choices', 'marks', 'receipts', 'notes']);

/**
 * @param {State} mine
 * @param {FileState} file
 * @param {number} now
 * @returns {State}
 */
export function merge(mine, file, now) {
  const choices = Object.entries(DEFAULT_CHOICES).map(([name, start]) => {
    const key = /** @type {keyof State['choices']} */ (name);
    return [name, isSame(mine.choices[key], start) ? (file.choices[key] ?? mine.choices[key]) : mine.choices[key]];
  });
  const ids = new Set([...Object.keys(mine.marks), ...Object.keys(file.marks)]);
  const marks = [...ids].map((id) => [id, mergeMark(mine.marks[id] ?? {}, file.marks[id] ?? {}, now)]);
  return { choices: Object.fromEntries(choices), marks: Object.fromEntries(marks), receipts: mergeReceipts(mine.receipts, file.receipts) };
}

/**
 * The higher revision and the later fact win, field by field.
 * @param {Mark} mine
 * @param {Mark} file
 * @param {number} now
 * @returns {Mark}
 */
function mergeMark(mine, file, now) {
  const closed = highest(mine.closed, file.closed);
  const until = highest(mine.snoozed_until, file.snoozed_until);
  const done = isLater(file.done, mine.done) ? file.done : mine.done;
  // What is put off comes back when its time is over, though it was seen elsewhere meanwhile: putting off made it unseen.
  const runsIn = [mine, file].filter((mark) => until !== undefined && until > now && mark.snoozed_until === until);
  const shown = highest(...(runsIn.length ? runsIn : [mine, file]).map((mark) => mark.shown));
  const merged = { ...mine, closed, shown, done, snoozed_until: until };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

/** @param {...(number | undefined)} numbers @returns {number | undefined} */
const highest = (...numbers) => {
  const there = numbers.filter((number) => number !== undefined);
  return there.length ? Math.max(...there) : undefined;
};

/** @param {Mark['done']} one @param {Mark['done']} other */
const isLater = (one, other) => !!one && (!other || one.revision > other.revision || (one.revision === other.revision && one.on > other.on));

/**
 * @param {State['receipts']} mine
 * @param {State['receipts']} file
 * @returns {State['receipts']}
 */
function mergeReceipts(mine, file) {
  const list = new Map(mine.list.map((receipt) => [identify(receipt), receipt]));
  for (const receipt of file.list) {
    const own = list.get(identify(receipt));
    list.set(identify(receipt), own ? { ...own, note: own.note || receipt.note } : receipt);
  }
  const notices = new Set([...Object.keys(mine.notes), ...Object.keys(file.notes)]);
  const notes = [...notices].map((id) => [id, [...new Set([...(mine.notes[id] ?? []), ...(file.notes[id] ?? [])])]]);
  return { list: [...list.values()], notes: Object.fromEntries(notes) };
}

/**
 * Say what becomes different.
 * @param {State} before
 * @param {State} after  with nothing of `before` missing
 * @returns {Changes}
 */
export function compare(before, after) {
  const [old, renewed] = [takeApart(before), takeApart(after)];
  const changes = PARTS.map((part) => {
    const different = Object.entries(renewed[part]).filter(([id, value]) => !isSame(value, old[part][id]));
    return [part, Object.fromEntries(different.map(([id, after]) => [id, Object.hasOwn(old[part], id) ? { before: old[part][id], after } : { after }]))];
  });
  return Object.fromEntries(changes);
}

/**
 * Take changes back, except where something was changed again since: that is the person's own.
 * @param {State} now
 * @param {Changes} changes
 * @returns {State}
 */
export function takeBack(now, changes) {
  const parts = takeApart(now);
  for (const part of PARTS) {
    for (const [id, change] of Object.entries(changes[part])) {
      if (!isSame(parts[part][id], change.after)) continue;
      if ('before' in change) parts[part][id] = change.before;
      else delete parts[part][id];
    }
  }
  const { choices, marks, receipts, notes } = parts;
  return /** @type {State} */ ({ choices, marks, receipts: { list: Object.values(receipts), notes } });
}

/** @param {State} state @returns {Parts} */
function takeApart({ choices, marks, receipts }) {
  const list = Object.fromEntries(receipts.list.map((receipt) => [identify(receipt), receipt]));
  return { choices: { ...choices }, marks: { ...marks }, receipts: list, notes: { ...receipts.notes } };
}

/**
 * Compare two values that JSON can hold. The order of keys says nothing: browsers keep it or sort them.
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)];
  if (Array.isArray(one) !== Array.isArray(other) || keys.length !== otherKeys.length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSame(/** @type {any} */ (one)[key], /** @type {any} */ (other)[key]));
}
