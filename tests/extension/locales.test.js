// The extension's texts in every language: complete, in the house's voice, none unused, none missing, and chosen as browsers name languages.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** @typedef {Record<string, {message: string, placeholders?: object}>} Messages */

const EXTENSION = fileURLToPath(new URL('../../extension/', import.meta.url));
/** @type {Record<string, Messages>} */
const LOCALES = Object.fromEntries(readdirSync(`${EXTENSION}_locales`).map((name) =>
  [name, JSON.parse(readFileSync(`${EXTENSION}_locales/${name}/messages.json`, 'utf8'))]));
const ENGLISH = LOCALES.en;
const SOURCES = readdirSync(EXTENSION, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(js|html)$|^manifest\.json$/.test(path) && !path.startsWith('seed'))
  .map((path) => ({ path, text: readFileSync(EXTENSION + path, 'utf8') }));
/** Texts whose names are put together: by the template as it stands in the source, every name it makes. @type {Record<string, string[]>} */
const BUILT = {
  'state_${notice.state}': ['know', 'done', 'closed', 'snoozed', 'elsewhere'].map((state) => `state_${state}`),
};
/** The browser's language, for lib/words.js. */
let wished = 'en-US';
Object.assign(globalThis, { chrome: { i18n: { getUILanguage: () => wished } } });
const { direction, textLanguage, words } = await import('../../extension/lib/words.js');

/** @template T @param {string} language @param {() => T} ask @returns {T} */
function speak(language, ask) {
  wished = language;
  try {
    return ask();
  } finally {
    wished = 'en-US';
  }
}
/** @param {string} text */
const marks = (text) => [...new Set(text.match(/\$P\d\$/g))].sort();
const placeholders = (/** @type {Messages[string]} */ { placeholders = {} }) => placeholders;

test('there are the six languages', () => {
  assert.deepEqual(Object.keys(LOCALES).sort(), ['ar', 'de', 'en', 'es', 'fr', 'pt_BR']);
});

for (const [name, locale] of Object.entries(LOCALES)) {
  test(`${name} has exactly the texts of English, with the same placeholders`, () => {
    assert.deepEqual(Object.keys(locale).sort(), Object.keys(ENGLISH).sort());
    for (const [key, text] of Object.entries(locale)) {
      assert.deepEqual(marks(text.message), marks(ENGLISH[key].message), key);
      assert.deepEqual(placeholders(text), placeholders(ENGLISH[key]), key);
      const declared = Object.keys(placeholders(text)).map((each) => `$${each.toUpperCase()}$`).sort();
      assert.deepEqual(marks(text.message), declared, `${key}: browsers refuse a placeholder that is not declared`);
    }
  });

  test(`${name} is calm: no exclamation marks, nothing empty, nothing with loose ends`, () => {
    for (const [key, { message }] of Object.entries(locale)) {
      assert.doesNotMatch(message, /[!¡！]/, key);
      assert.match(message, /\S/, key);
      assert.equal(message, message.trim(), key);
      assert.doesNotMatch(message.replace(/\$P\d\$/g, ''), /\$/, `${key}: a dollar that belongs to no placeholder`);
    }
    assert.ok(locale.extension_description.message.length <= 132, 'stores cut a description after 132 characters');
  });

  if (name !== 'en') {
    test(`${name} is translated`, () => {
      const same = Object.keys(locale).filter((key) => /\p{L}{3}/u.test(ENGLISH[key].message) && locale[key].message === ENGLISH[key].message);
      assert.ok(same.length <= 3, `the same as in English: ${same.join(', ')}`);
    });
  }
}

test('every text is used', () => {
  const built = new Set(Object.values(BUILT).flat());
  const all = SOURCES.map(({ text }) => text).join('\n');
  const isUsed = (/** @type {string} */ key) => built.has(key) || new RegExp(`['"]${key}['"]|__MSG_${key}__`).test(all);
  assert.deepEqual(Object.keys(ENGLISH).filter((key) => !isUsed(key)), []);
});

test('every text that is used exists', () => {
  const missing = SOURCES.flatMap(({ path, text }) => listNames(text).filter((name) => !(name in ENGLISH)).map((name) => `${path}: ${name}`));
  assert.deepEqual(missing, []);
  assert.deepEqual(Object.values(BUILT).flat().filter((name) => !(name in ENGLISH)), []);
});

test('every name that is put together is listed here, and nothing else is', () => {
  const templates = SOURCES.flatMap(({ text }) => listCalls(text).flatMap((call) => [...call.matchAll(/`(\w*\$\{[^`]*)`/g)].map(([, each]) => each)));
  assert.deepEqual([...new Set(templates)].sort(), Object.keys(BUILT).sort());
});

/** The names of texts in a source: in calls of words(), in data-words of pages, in the manifest, and those that lists of the core hold. @param {string} text */
function listNames(text) {
  const inCalls = listCalls(text).flatMap((call) => [...call.matchAll(/'([a-z]+(?:_[a-z0-9]+)*)'/g)].filter(([, name]) => name.includes('_')));
  const elsewhere = [/data-words="(\w+)"/g, /__MSG_(\w+)__/g, /'((?:why|detail|hint|chip|badge|banner|popup|welcome)_[a-z_]+)'/g];
  return [...inCalls, ...elsewhere.flatMap((pattern) => [...text.matchAll(pattern)])].map(([, name]) => name);
}

/** What stands between the parentheses of each call of words(). @param {string} text */
function listCalls(text) {
  return [...text.matchAll(/\bwords\(/g)].map(({ 0: { length }, index }) => {
    let [depth, end] = [1, index + length];
    for (; depth > 0 && end < text.length; end += 1) depth += { '(': 1, ')': -1 }[text[end]] ?? 0;
    return text.slice(index + length, end - 1);
  });
}

for (const [language, folder] of Object.entries({
  en: 'en', 'en-US': 'en', de: 'de', 'de-AT': 'de', fr: 'fr', 'fr-CA': 'fr', 'es-419': 'es', pt: 'pt_BR', 'pt-BR': 'pt_BR', 'pt-PT': 'pt_BR', ar: 'ar', 'ar-EG': 'ar',
  ja: 'en', 'he-IL': 'en', 'zh-Hant-TW': 'en', constructor: 'en',
})) {
  test(`a browser in ${language} gets the texts of ${folder}`, () => {
    assert.equal(speak(language, () => words('banner_later')), LOCALES[folder].banner_later.message);
    assert.equal(textLanguage(language), folder === 'en' && language !== 'en-US' ? 'en' : language);
    assert.equal(direction(language), folder === 'ar' ? 'rtl' : 'ltr');
  });
}

test('values come to their places; among Arabic they keep their own order', () => {
  assert.equal(words('popup_fresh', 7, 'Nov 20, 2026'), 'Catalogue 7, confirmed Nov 20, 2026');
  assert.equal(speak('de', () => words('badge_open', 'X', 3)), 'Fairnotice: 3 offene Hinweise zu X');
  assert.match(speak('ar', () => words('banner_about', 'X')), /\u2068X\u2069.*\u2068X\u2069/);
});

test('a text that a language does not have yet is said in English', async () => {
  const { default: german } = await import('../../extension/_locales/de/messages.json', { with: { type: 'json' } });
  const { banner_later: kept } = german;
  Reflect.deleteProperty(german, 'banner_later');
  try {
    assert.equal(speak('de', () => words('banner_later')), 'Later');
  } finally {
    german.banner_later = kept;
  }
});

test('a name without a text is an error, in every language', () => {
  for (const language of ['en-US', 'ar']) assert.throws(() => speak(language, () => words('no_such_text')), /no text called/);
});
