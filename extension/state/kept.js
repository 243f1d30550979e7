// All that is kept of what the person did and chose, for changes that touch more than one part of it.

import { readChoices } from './choices.js';
import { setAside, siftMarks, siftReceipts } from './sift.js';
import { inTurn } from './turn.js';

/** @typedef {import('./turn.js').Area} Area */

/** @param {Area} area @returns {Promise<import('./portable.js').State>} what can be read of it */
export async function readKept(area) {
  return {
    choices: await readChoices(area),
    marks: siftMarks(await area.get('marks')).sound,
    receipts: siftReceipts(await area.get('receipts')).sound,
  };
}

/**
 * Change what is kept when earlier changes are over, knowing all of it. What cannot be read is set aside first.
 * @template T
 * @param {Area} area
 * @param {(kept: import('./portable.js').State) => Promise<T>} act
 */
export function inKeptTurn(area, act) {
  return inTurn(area, async () => {
    await setAside(area);
    return act(await readKept(area));
  });
}
