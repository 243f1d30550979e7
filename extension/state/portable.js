// Writes what is kept on this device as the text of a file, and reads such a text: strictly, field by field, touching nothing.

import { parseJson } from '../sync/bytes.js';
import { FileFault } from './faults.js';
import { CHOICES, DAY, fields, isRecord, MARK, MARKS, RECEIPTS } from './shapes.js';

/**
 * @typedef {{choices: import('../match/decide.js').Choices, marks: Record<string, import('../match/decide.js').Mark>,
 *   receipts: import('./receipts.js').Receipts}} State
 * @typedef {Omit<State, 'choices'> & {choices: Partial<State['choices']>}} FileState  an older file may lack later choices
 */

const FORMAT = 'fairnotice-state';
/** To be raised with every new field, so that an older Fairnotice says that it is too old and not that the file is damaged. */
const VERSION = 1;
export const MOST_BYTES = 5_000_000;

const CONTENT = fields({
  format: () => null, // readHeader has looked at these two
  version: () => null,
  made_on: DAY,
  choices: fields(CHOICES, { areOptional: true }),
  marks: MARKS,
  receipts: RECEIPTS,
});

/**
 * Write a file: what was chosen and done, by ids of notices and platforms. No visit, no network data, no key is in it.
 * @param {State} state
 * @param {string} day  YYYY-MM-DD
 * @returns {string}
 * @throws {FileFault} code "large"
 */
export function writeState({ choices, marks, receipts }, day) {
  const own = Object.entries(marks).map(([id, mark]) => [id, pickFields(mark, Object.keys(MARK))]);
  const content = { format: FORMAT, version: VERSION, made_on: day, choices, marks: Object.fromEntries(own), receipts };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  checkSize(text, MOST_BYTES);
  return text;
}

/**
 * Read a file.
 * @param {string} text
 * @returns {FileState & {made_on: string}}
 * @throws {FileFault}
 */
export function readState(text) {
  checkSize(text, MOST_BYTES);
  const content = readHeader(text, FORMAT, VERSION);
  const fault = CONTENT(content, '');
  if (fault !== null) throw new FileFault('damaged', fault.slice(0, 120));
  const { made_on, choices, marks, receipts } = /** @type {any} */ (content);
  return { made_on, choices, marks, receipts };
}

/**
 * Parse a file of ours and check what it says it is.
 * @param {string} text
 * @param {string} format
 * @param {number} newest  the highest version that is understood
 * @returns {Record<string, unknown>}
 * @throws {FileFault}
 */
export function readHeader(text, format, newest) {
  const content = parseJson(text.replace(/^\ufeff/, ''));
  if (!isRecord(content) || content.format !== format) throw new FileFault('foreign');
  const version = content.version;
  if (Number.isInteger(version) && Number(version) > newest) throw new FileFault('newer');
  if (version !== newest) throw new FileFault('damaged', 'version');
  return content;
}

/**
 * @param {string} text
 * @param {number} most  bytes of UTF-8
 * @throws {FileFault} code "large"
 */
export function checkSize(text, most) {
  // A text has at least as many bytes as characters: what is far too long is refused before it is encoded.
  if (text.length > most || new TextEncoder().encode(text).length > most) throw new FileFault('large');
}

/** @param {Record<string, any>} record @param {string[]} names */
const pickFields = (record, names) => Object.fromEntries(names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]));
