// The extension's own texts. Read from the same files as the browser's i18n, but as modules: the browser's getMessage was seen to
// answer nothing at all in a process that asked it while the extension was just being installed.

import english from '../_locales/en/messages.json' with { type: 'json' };
import { uiLanguage } from './browser.js';

/** @typedef {Record<string, {message: string}>} Messages */

/** @type {Record<string, Messages>} */
const LOCALES = { en: english };

/** The person's language, such as "en-US", for dates and names. */
export const language = () => uiLanguage();

/**
 * Answer a text in the person's language, else in English.
 * @param {string} name
 * @param {...(string | number)} values for $1, $2 ...
 */
export function words(name, ...values) {
  const locale = LOCALES[uiLanguage().split('-')[0]] ?? english;
  const text = (locale[name] ?? /** @type {Messages} */ (english)[name])?.message;
  if (text === undefined) throw new Error(`There is no text called ${name}.`);
  return text.replace(/\$P(\d)\$/g, (_, digit) => String(values[Number(digit) - 1] ?? ''));
}
