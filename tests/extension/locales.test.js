// The extension's texts in every language: complete, in the house's voice, none unused, none missing, and chosen as browsers name languages.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CODES } from '../../extension/sync/faults.js';

/** @typedef {Record<string, string | Record<string, string>>} Texts */

const EXTENSION = fileURLToPath(new URL('../../extension/', import.meta.url));
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(EXTENSION + path, 'utf8'));
/** @type {Record<string, Texts>} by language tag */
const TEXTS = Object.fromEntries(await Promise.all(readdirSync(`${EXTENSION}texts`).map(async (name) =>
  // eslint-disable-next-line no-unsanitized/method -- a file of this repository
  [name.replace('.js', ''), (await import(new URL(`../../extension/texts/${name}`, import.meta.url).href)).default])));
const ENGLISH = TEXTS.en;
/** A text's forms: one for each plural category, or only one. @param {Texts[string]} text */
const listForms = (text) => (typeof text === 'string' ? [text] : Object.values(text));
const SOURCES = readdirSync(EXTENSION, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(js|html)$|^manifest\.json$/.test(path) && !/^(seed|texts)/.test(path))
  .map((path) => ({ path, text: readFileSync(EXTENSION + path, 'utf8') }));
/** Texts whose names are put together: by the template as it stands in the source, every name it makes. @type {Record<string, string[]>} */
const BUILT = {
  "fault_${fault.code.replaceAll('-', '_')}": CODES.map((code) => `fault_${code.replaceAll('-', '_')}`),
  'state_${notice.state}': ['know', 'done', 'closed', 'snoozed', 'elsewhere'].map((state) => `state_${state}`),
};
/** The browser's language, for lib/words.js. */
let wished = 'en-US';
Object.assign(globalThis, { chrome: { i18n: { getUILanguage: () => wished } } });
const { direction, language: ownLanguage, speak, wishedLanguage, words } = await import('../../extension/lib/words.js');

/** @template T @param {string} language @param {() => T} ask @returns {T} */
function inLanguage(language, ask) {
  wished = language;
  try {
    return ask();
  } finally {
    wished = 'en-US';
  }
}
/** @param {Texts[string]} text */
const values = (text) => [...new Set(listForms(text).flatMap((form) => form.match(/\$\d/g) ?? []))].sort();

test('there are the six languages', () => {
  assert.deepEqual(Object.keys(TEXTS).sort(), ['ar', 'de', 'en', 'es', 'fr', 'pt-BR']);
  assert.deepEqual(readdirSync(`${EXTENSION}_locales`).sort(), Object.keys(TEXTS).map((tag) => tag.replace('-', '_')).sort());
});

for (const [tag, texts] of Object.entries(TEXTS)) {
  const manifest = readJson(`_locales/${tag.replace('-', '_')}/messages.json`);

  test(`${tag} has exactly the texts of English, with the same values`, () => {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(ENGLISH).sort());
    for (const [key, text] of Object.entries(texts)) {
      assert.deepEqual(values(text), values(ENGLISH[key]), key);
    }
  });

  test(`${tag} has every plural form that its grammar asks for`, () => {
    const rules = new Intl.PluralRules(tag);
    const needed = new Set(Array.from({ length: 300 }, (_, index) => rules.select(index + 1)));
    for (const [key, text] of Object.entries(texts)) if (typeof text !== 'string') assert.deepEqual(Object.keys(text).sort(), [...needed].sort(), key);
  });

  test(`${tag} is calm: no exclamation marks, nothing empty, nothing with loose ends`, () => {
    for (const [key, text] of Object.entries({ ...texts, ...Object.fromEntries(Object.entries(manifest).map(([name, { message }]) => [name, message])) })) {
      for (const form of listForms(text)) {
        assert.doesNotMatch(form, /[!¡！]/, key);
        assert.match(form, /\S/, key);
        assert.equal(form, form.trim(), key);
        assert.doesNotMatch(form.replace(/\$\d/g, ''), /\$/, `${key}: a dollar that stands for no value`);
      }
    }
    assert.ok(manifest.extension_description.message.length <= 132, 'stores cut a description after 132 characters');
  });

  if (tag !== 'en') {
    test(`${tag} is translated`, () => {
      const same = Object.keys(texts).filter((key) => /\p{L}{3}/u.test(listForms(ENGLISH[key])[0]) && JSON.stringify(texts[key]) === JSON.stringify(ENGLISH[key]));
      assert.ok(same.length <= 3, `the same as in English: ${same.join(', ')}`);
    });
  }
}

test('every text is used', () => {
  const built = new Set(Object.values(BUILT).flat());
  const all = SOURCES.map(({ text }) => text).join('\n');
  const isUsed = (/** @type {string} */ key) => built.has(key) || new RegExp(`['"]${key}['"]`).test(all);
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

/** The names of texts in a source: in calls of words(), in data-words of pages, and those that lists of the core hold. @param {string} text */
function listNames(text) {
  const inCalls = listCalls(text).flatMap((call) => [...call.matchAll(/'([a-z]+(?:_[a-z0-9]+)*)'/g)].filter(([, name]) => name.includes('_')));
  const elsewhere = [/data-words="(\w+)"/g, /'((?:why|detail|hint|chip|badge|banner|popup|welcome)_[a-z_]+)'/g];
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

for (const [language, tag] of Object.entries({
  en: 'en', 'en-US': 'en', de: 'de', 'de-AT': 'de', fr: 'fr', 'fr-CA': 'fr', 'es-419': 'es', pt: 'pt-BR', 'pt-BR': 'pt-BR', 'pt-PT': 'pt-BR', ar: 'ar', 'ar-EG': 'ar',
  ja: 'en', 'he-IL': 'en', 'zh-Hant-TW': 'en', constructor: 'en',
})) {
  test(`a browser in ${language} gets the texts of ${tag}, and dates to go with them`, () => {
    assert.equal(inLanguage(language, () => words('banner_later')), TEXTS[tag].banner_later);
    assert.equal(inLanguage(language, ownLanguage).split('-')[0], tag.split('-')[0]);
    assert.equal(inLanguage(language, wishedLanguage), language);
    assert.equal(direction(language), tag === 'ar' ? 'rtl' : 'ltr');
  });
}

test('the language a person chose stands above the browser\'s', () => {
  speak('fr');
  try {
    assert.equal(words('banner_later'), TEXTS.fr.banner_later);
  } finally {
    speak(null);
  }
  assert.equal(words('banner_later'), 'Later');
});

test('a number chooses the plural form, and is written as the language writes it', () => {
  assert.equal(words('popup_open', 1), '1 notice is open.');
  assert.equal(words('popup_open', 2000), '2,000 notices are open.');
  const forms = [1, 2, 3, 11, 100].map((count) => inLanguage('ar', () => words('popup_open', count)));
  assert.equal(new Set(forms.map((form) => form.replace(/\u2068.*\u2069/, ''))).size, 5);
});

test('values come to their places; among Arabic they keep their own order', () => {
  assert.equal(words('popup_fresh', '7', 'Nov 20, 2026'), 'Catalogue 7, confirmed Nov 20, 2026');
  assert.equal(inLanguage('de', () => words('badge_open', 'X', 3)), 'Fairnotice: 3 offene Hinweise zu X');
  assert.match(inLanguage('ar', () => words('banner_about', 'X')), /\u2068X\u2069.*\u2068X\u2069/);
});

test('a text that a language does not have yet is said in English', async () => {
  const { default: german } = await import('../../extension/texts/de.js');
  const { banner_later: kept } = german;
  Reflect.deleteProperty(german, 'banner_later');
  try {
    assert.equal(inLanguage('de', () => words('banner_later')), 'Later');
  } finally {
    german.banner_later = kept;
  }
});

test('a name without a text is an error, in every language', () => {
  for (const language of ['en-US', 'ar']) assert.throws(() => inLanguage(language, () => words('no_such_text')), /no text called/);
});
