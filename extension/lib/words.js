// The extension's own texts. Read from the same files as the browser's i18n, but as modules: the browser's getMessage was seen to
// answer nothing at all in a process that asked it while the extension was just being installed.

import arabic from '../_locales/ar/messages.json' with { type: 'json' };
import german from '../_locales/de/messages.json' with { type: 'json' };
import english from '../_locales/en/messages.json' with { type: 'json' };
import spanish from '../_locales/es/messages.json' with { type: 'json' };
import french from '../_locales/fr/messages.json' with { type: 'json' };
import brazilian from '../_locales/pt_BR/messages.json' with { type: 'json' };
import { uiLanguage } from './browser.js';

/** @typedef {Record<string, {message: string}>} Messages */

/** @type {Map<string, Messages>} by language tag; a main language stands for all its regions that are not here */
const LOCALES = new Map(Object.entries({ ar: arabic, de: german, en: english, es: spanish, fr: french, pt: brazilian, 'pt-BR': brazilian }));
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** The language that the catalogue's notices are written in: editions hold English texts only. */
export const NOTICE_LANGUAGE = 'en';

/** The person's language, such as "en-US", for dates and names. */
export const language = () => uiLanguage();

/**
 * Answer the language of the extension's own texts: the wished one when it, or its main language, is here; else English.
 * @param {string} [wished]
 */
export const textLanguage = (wished = uiLanguage()) => (findLocale(wished) ? wished : 'en');

/**
 * Answer the direction in which the extension's own texts are read.
 * @param {string} [wished]
 * @returns {'ltr' | 'rtl'}
 */
export const direction = (wished = uiLanguage()) => (RIGHT_TO_LEFT.has(textLanguage(wished).split('-')[0]) ? 'rtl' : 'ltr');

/**
 * Answer a text in the person's language, else in English.
 * @param {string} name
 * @param {...(string | number)} values for $1, $2 ...
 */
export function words(name, ...values) {
  const text = (findLocale(uiLanguage())?.[name] ?? /** @type {Messages} */ (english)[name])?.message;
  if (text === undefined) throw new Error(`There is no text called ${name}.`);
  const isolate = direction() === 'rtl' ? keepOrder : String;
  return text.replace(/\$P(\d)\$/g, (_, digit) => isolate(values[Number(digit) - 1] ?? ''));
}

/** @param {string} wished @returns {Messages | undefined} the texts in this language, else in its main language */
const findLocale = (wished) => LOCALES.get(wished) ?? LOCALES.get(wished.split('-')[0]);

/**
 * Wrap a value in isolates: a name in Latin letters does not turn the order of the Arabic around it (UAX #9, 2.4).
 * @param {string | number} value
 */
const keepOrder = (value) => `\u2068${value}\u2069`;
