// Parts what is kept on this device into what can be read and what cannot, so that a damaged entry breaks nothing and is not lost.

import { CHOICES, isNoticeId, isRecord, join, MARK, RECEIPT, WAITING_NOTES } from './shapes.js';

/**
 * @typedef {import('./turn.js').Area} Area
 * @typedef {{at: string, value: unknown}} Broken  what cannot be read, and where it stood
 * @typedef {{key: string, at: string, value: unknown}} Aside  the same, with the key it was under
 */

/**
 * @param {unknown} raw  what is kept under `marks`, undefined when nothing is
 * @returns {{sound: Record<string, import('../match/decide.js').Mark>, broken: Broken[]}}
 */
export function siftMarks(raw) {
  const { sound, broken } = sift(raw, (id, mark) => isNoticeId(id) && isRecord(mark));
  const marks = Object.entries(sound).map(([id, mark]) => {
    // A field that is not known is a later Fairnotice's: neither judged nor lost.
    const own = sift(mark, (name, value) => !Object.hasOwn(MARK, name) || MARK[/** @type {keyof typeof MARK} */ (name)](value, '') === null, id);
    broken.push(...own.broken);
    return [id, own.sound];
  });
  return { sound: Object.fromEntries(marks), broken };
}

/**
 * @param {unknown} raw  what is kept under `receipts`
 * @returns {{sound: import('./receipts.js').Receipts, broken: Broken[]}}
 */
export function siftReceipts(raw) {
  const { sound, broken } = sift(raw, (name, value) => (name === 'list' ? Array.isArray(value) : name === 'notes' && isRecord(value)));
  const list = /** @type {import('./receipts.js').Receipt[]} */ (sound.list ?? []);
  const notes = sift(sound.notes, (id, value) => isNoticeId(id) && WAITING_NOTES(value, '') === null, 'notes');
  list.forEach((value, index) => RECEIPT(value, '') !== null && broken.push({ at: `list.${index}`, value }));
  broken.push(...notes.broken);
  return {
    sound: { list: list.filter((receipt) => RECEIPT(receipt, '') === null), notes: /** @type {Record<string, string[]>} */ (notes.sound) },
    broken,
  };
}

/**
 * @param {unknown} raw  what is kept under `choices`
 * @returns {{sound: Partial<import('../match/decide.js').Choices>, broken: Broken[]}}
 */
export function siftChoices(raw) {
  const { sound, broken } = sift(raw, (name, value) => !isChoice(name) || CHOICES[name](value, '') === null);
  return { sound: Object.fromEntries(Object.entries(sound).filter(([name]) => isChoice(name))), broken };
}

/** @param {string} name @returns {name is keyof typeof CHOICES} */
export const isChoice = (name) => Object.hasOwn(CHOICES, name);

const SIFTS = Object.entries({ marks: siftMarks, receipts: siftReceipts, choices: siftChoices });

/**
 * Put what cannot be read into `set_aside`, once, and keep the rest where it was. To be done in turn, before each change.
 * @param {Area} area
 * @returns {Promise<Aside[]>} all that was set aside
 */
export async function setAside(area) {
  const held = await area.get('set_aside');
  /** @type {Aside[]} */
  const aside = held === undefined ? [] : Array.isArray(held) ? held : [{ key: 'set_aside', at: '', value: held }];
  for (const [key, siftKey] of SIFTS) {
    const { sound, broken } = siftKey(await area.get(key));
    if (!broken.length) continue;
    const known = new Set(aside.map((each) => JSON.stringify([each.key, each.at, each.value])));
    aside.push(...broken.filter(({ at, value }) => !known.has(JSON.stringify([key, at, value]))).map((each) => ({ key, ...each })));
    // In this order: were the browser to end between the two, the next time finds both, and keeps one.
    await area.set('set_aside', aside);
    await area.set(key, sound);
  }
  return aside;
}

/**
 * @param {unknown} raw
 * @param {(name: string, value: unknown) => boolean} isSound
 * @param {string} [at]
 * @returns {{sound: Record<string, unknown>, broken: Broken[]}}
 */
function sift(raw, isSound, at = '') {
  if (raw === undefined) return { sound: {}, broken: [] };
  if (!isRecord(raw)) return { sound: {}, broken: [{ at, value: raw }] };
  const [sound, broken] = [/** @type {[string, unknown][]} */ ([]), /** @type {Broken[]} */ ([])];
  for (const [name, value] of Object.entries(raw)) {
    if (isSound(name, value)) sound.push([name, value]);
    else broken.push({ at: join(at, name), value });
  }
  return { sound: Object.fromEntries(sound), broken };
}
