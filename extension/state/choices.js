// What the person chose: region, language, topics, where notices show, platforms to leave alone.

import { DEFAULT_CHOICES } from '../match/decide.js';

/** @typedef {import('../match/decide.js').Choices} Choices */

const KEY = 'choices';

/** @type {Record<keyof Choices, (value: any) => boolean>} */
const IS_VALID = {
  region: (value) => value === null || (typeof value === 'string' && /^[A-Z]{2}(-[A-Z]{2})?$/.test(value)),
  topics: (value) => value === null || isTexts(value),
  language: (value) => value === null || (typeof value === 'string' && /^[a-zA-Z0-9-]{2,35}$/.test(value)),
  surface: (value) => value === 'page' || value === 'toolbar',
  toolbar_only: (value) => isTexts(value),
  muted: (value) => isTexts(value),
  pause_minutes: (value) => Number.isInteger(value) && value >= 0 && value <= 1440,
};

/**
 * Answer the choices; one that is missing or damaged is as at the start.
 * @param {{get(key: string): Promise<any>}} area
 * @returns {Promise<Choices>}
 */
export async function readChoices(area) {
  const held = (await area.get(KEY)) ?? {};
  return /** @type {Choices} */ (keepValid({ ...DEFAULT_CHOICES }, held));
}

/**
 * Change some choices; answer all of them. Raises an Error naming a choice that is not possible.
 * @param {{get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>}} area
 * @param {Partial<Choices>} changes
 */
export async function changeChoices(area, changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (!isKnown(name) || !IS_VALID[name](value)) throw new Error(`The choice ${name} cannot be set so.`);
  }
  const after = { ...(await readChoices(area)), ...changes };
  await area.set(KEY, after);
  return after;
}

/** @param {Record<string, any>} start @param {Record<string, any>} held */
function keepValid(start, held) {
  for (const [name, value] of Object.entries(held)) if (isKnown(name) && IS_VALID[name](value)) start[name] = value;
  return start;
}

/** Say whether a choice can have this value. @param {keyof Choices} name @param {unknown} value */
export const isPossible = (name, value) => IS_VALID[name](value);

/** @param {string} name @returns {name is keyof Choices} */
const isKnown = (name) => Object.hasOwn(IS_VALID, name);

/** @param {unknown} value */
const isTexts = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');
