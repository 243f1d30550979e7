// What the person chose: region, language, topics, where notices show, platforms to leave alone.

import { DEFAULT_CHOICES } from '../match/decide.js';
import { CHOICES } from './shapes.js';
import { isChoice, setAside, siftChoices } from './sift.js';
import { inTurn } from './turn.js';

/** @typedef {import('../match/decide.js').Choices} Choices */

const KEY = 'choices';

/**
 * Answer the choices; one that is missing or damaged is as at the start.
 * @param {{get(key: string): Promise<any>}} area
 * @returns {Promise<Choices>}
 */
export async function readChoices(area) {
  return { ...DEFAULT_CHOICES, ...siftChoices(await area.get(KEY)).sound };
}

/**
 * Change some choices; answer all of them. Raises an Error naming a choice that is not possible.
 * @param {{get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>}} area
 * @param {Partial<Choices>} changes
 */
export async function changeChoices(area, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (!isChoice(name) || !isPossible(name, value)) throw new Error(`The choice ${name} cannot be set so.`);
  }
  return inTurn(area, async () => {
    await setAside(area);
    const after = { ...(await readChoices(area)), ...changes };
    await area.set(KEY, after);
    return after;
  });
}

/** Say whether a choice can have this value. @param {keyof Choices} name @param {unknown} value */
export const isPossible = (name, value) => CHOICES[name](value, '') === null;
