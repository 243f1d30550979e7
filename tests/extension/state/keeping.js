// Makes what is kept for tests: an area, receipts and whole states, given or drawn.

import { DEFAULT_CHOICES } from '../../../extension/match/decide.js';

/** @typedef {import('../../../extension/state/receipts.js').Receipt} Receipt */
/** @typedef {import('../../../extension/state/portable.js').State} State */

/** Make a storage area that copies what goes in and out, as a browser's does. @param {Record<string, any>} held */
export function makeArea(held = {}) {
  return {
    held,
    /** @param {string} key */
    async get(key) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return structuredClone(held[key]);
    },
    /** @param {string} key @param {unknown} value */
    async set(key, value) {
      held[key] = structuredClone(value);
    },
  };
}

/** @param {Partial<Receipt>} [changes] @returns {Receipt} */
export function makeOwnReceipt(changes = {}) {
  return {
    notice: 'x/ai-sharing', platform: { id: 'x', name: 'X' }, headline: 'X may pass your data on', revision: 1, material: 1, on: '2026-11-24',
    action: { id: 'switch', label: 'Turn it off', url: 'https://x.com/settings' }, note: '', ...changes,
  };
}

/** @param {Partial<State>} [changes] @returns {State} */
export const makeState = (changes = {}) => ({ choices: DEFAULT_CHOICES, marks: {}, receipts: { list: [], notes: {} }, ...changes });

/**
 * Draw a state over a few notices, so that two of them often meet.
 * @param {() => number} random
 * @returns {State}
 */
export function drawState(random) {
  const pick = (/** @type {any[]} */ from) => from[Math.floor(random() * from.length)];
  const some = (/** @type {() => any} */ make) => (random() < 0.5 ? make() : undefined);
  const day = () => `2026-${pick(['01', '06'])}-${pick(['01', '15', '28'])}`;
  const number = () => Math.floor(random() * 4);
  const keep = (/** @type {object} */ record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  const ids = ['x/a', 'x/b', 'y/a'];
  const marks = ids.filter(() => random() < 0.7).map((id) => [id, keep({
    closed: some(number), shown: some(number), done: some(() => ({ revision: number(), on: day() })), snoozed_until: some(() => pick([500, 1500, 2500])),
  })]);
  const receipts = ids.flatMap((id) => [1, 2].filter(() => random() < 0.5).map((material) =>
    makeOwnReceipt({ notice: id, material, on: day(), note: pick(['', 'mine', 'other']) })));
  const notes = ids.filter(() => random() < 0.3).map((id) => [id, [pick(['left', 'over'])]]);
  const choices = {
    region: pick([null, 'DE', 'US-CA']), language: pick([null, 'de']), topics: pick([null, ['ads']]), surface: pick(['page', 'toolbar']),
    toolbar_only: pick([[], ['x'], ['y', 'x/a']]), muted: pick([[], ['x']]), pause_minutes: pick([10, 60]),
  };
  return { choices, marks: Object.fromEntries(marks), receipts: { list: receipts, notes: Object.fromEntries(notes) } };
}
