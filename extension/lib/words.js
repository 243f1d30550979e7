// The extension's own texts, in the language the person chose, else the browser's. Plurals and numbers as the language has them (Intl).

import arabic from '../texts/ar.js';
import german from '../texts/de.js';
import english from '../texts/en.js';
import spanish from '../texts/es.js';
import french from '../texts/fr.js';
import brazilian from '../texts/pt-BR.js';
import { uiLanguage } from './browser.js';

// The texts are modules and not the browser's own i18n files: its getMessage was seen to answer nothing at all in a process that asked it
// while the extension was just being installed, it knows no plurals, and it leaves the person no choice of language. And they are not JSON
// modules: Chromium 156 cannot load those again when it restarts the worker, which then never runs again.

/** @typedef {Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>} Texts  by name; a text about a number has plural forms */

/** The languages there are texts in. @type {Map<string, Texts>} */
const TEXTS = new Map(Object.entries({ ar: arabic, de: german, en: english, es: spanish, fr: french, 'pt-BR': brazilian }));
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** The languages a person can choose, as BCP 47 tags. */
export const LANGUAGES = [...TEXTS.keys()];

/** @type {string | null} null: as the browser */
let chosen = null;

/**
 * Speak this language from now on.
 * @param {string | null} tag  null: the browser's
 */
export function speak(tag) {
  chosen = tag;
}

/** The language the person wishes, such as "ja-JP": that of the notices they get where there is a pack in it. */
export const wishedLanguage = () => chosen ?? uiLanguage();

/** The language they are spoken to in, such as "en-US": texts, dates, numbers and names all in the same. */
export const language = () => (findTag(wishedLanguage()) ? wishedLanguage() : 'en');

/**
 * Answer the language of the extension's own texts: the wished one when it, or its main language, is here; else English.
 * @param {string} [wished]
 */
export const textLanguage = (wished = language()) => (findTag(wished) ? wished : 'en');

/**
 * Answer the direction in which the extension's own texts are read.
 * @param {string} [wished]
 * @returns {'ltr' | 'rtl'}
 */
export const direction = (wished = language()) => directionOf(textLanguage(wished));

/**
 * Answer the direction in which a language is read.
 * @param {string} tag
 * @returns {'ltr' | 'rtl'}
 */
export const directionOf = (tag) => (RIGHT_TO_LEFT.has(tag.split('-')[0]) ? 'rtl' : 'ltr');

/**
 * Answer a text in the person's language, else in English.
 * @param {string} name
 * @param {...(string | number)} values for $1, $2 ...; the first number chooses the plural form
 */
export function words(name, ...values) {
  const tag = findTag(language()) ?? 'en';
  const own = TEXTS.get(tag)?.[name];
  const spoken = own === undefined ? 'en' : tag;
  const text = own ?? /** @type {Texts} */ (english)[name];
  if (text === undefined) throw new Error(`There is no text called ${name}.`);
  const isolate = RIGHT_TO_LEFT.has(spoken) ? keepOrder : String;
  const write = (/** @type {string | number} */ value) => isolate(typeof value === 'number' ? new Intl.NumberFormat(language()).format(value) : value);
  return choosePlural(text, spoken, values).replace(/\$(\d)/g, (_, digit) => write(values[Number(digit) - 1] ?? ''));
}

/** @param {Texts[string]} text @param {string} tag @param {(string | number)[]} values @returns {string} */
function choosePlural(text, tag, values) {
  if (typeof text === 'string') return text;
  const count = values.find((value) => typeof value === 'number') ?? 0;
  return text[new Intl.PluralRules(tag).select(Number(count))] ?? text.other ?? '';
}

/** @param {string} wished @returns {string | undefined} the tag of this language's texts, else of its main language's, whatever the region */
function findTag(wished) {
  const main = wished.split('-')[0];
  return [wished, main].find((tag) => TEXTS.has(tag)) ?? LANGUAGES.find((tag) => tag.split('-')[0] === main);
}

/**
 * Wrap a value in isolates: a name in Latin letters does not turn the order of the Arabic around it (UAX #9, 2.4).
 * @param {string} value
 */
const keepOrder = (value) => `\u2068${value}\u2069`;
