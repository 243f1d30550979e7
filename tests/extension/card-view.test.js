// The cards that the accessibility tests draw (tests/e2e/card-view.json) are such as the background makes.
// FAIRNOTICE_WRITE=1 node --test card-view.test.js writes it anew.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { makeTestContext } from './background/context.js';
import { makeNotice, makePlatform } from './notices.js';

const FILE = new URL('../e2e/card-view.json', import.meta.url);
const readCatalogue = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(`../../server/fairnotice/catalogue/${path}`, import.meta.url), 'utf8'));
const { notices: CATALOGUE } = readCatalogue('platforms/x.json');
const NOW = Date.parse('2026-11-24T10:00:00Z');
const LANGUAGES = ['en', 'de', 'ar'];
/** The browser's language, for lib/words.js. */
let wished = 'en';
Object.assign(globalThis, {
  chrome: { action: { setBadgeText: async () => {}, setTitle: async () => {} }, i18n: { getUILanguage: () => wished }, tabs: { get: async () => ({}) } },
});
const { PAGE_MESSAGES } = await import('../../extension/background/page-messages.js');
const { findSpoken } = await import('../../extension/background/spoken.js');

/**
 * Put translations in the place of texts, as the publisher does, and name what stays English: here the recipients, as if that text were stale.
 * @param {any} notice
 * @param {string} language
 */
function translate(notice, language) {
  const texts = language === 'en' ? {} : readCatalogue(`translations/${language}/x.json`);
  /** @type {string[]} */
  const english = [];
  const put = (/** @type {any} */ owner, /** @type {string} */ start, /** @type {string[]} */ names) => ({
    ...owner,
    ...Object.fromEntries(names.filter((name) => owner[name]?.length).map((name) => {
      const held = name === 'recipients' ? null : texts[`${notice.id}/${start}${name}`];
      if (!held) english.push(start + name);
      return [name, held?.text ?? owner[name]];
    })),
  });
  const actions = notice.actions.map((/** @type {any} */ action) => put(action, `actions/${action.id}/`, ['label', 'steps', 'limits']));
  const translated = put({ ...notice, actions }, '', ['headline', 'summary', 'applies_to', 'data_used', 'recipients']);
  return { ...translated, spoken: findSpoken(english, language) };
}

/** Make banner and guide of x.com as the background answers them, with every kind of chip. @param {string} language */
async function makeView(language) {
  wished = language;
  const found = { platform: makePlatform(), notices: CATALOGUE.map((/** @type {any} */ notice) => makeNotice({ ...translate(notice, language), id: `x/${notice.id}` })) };
  Object.assign(found.notices[0], { act_by: '2026-12-06' });
  const held = { marks: { [found.notices[0].id]: { closed: 0 } } };
  const context = await makeTestContext({ held: () => held, catalogue: () => ({ x: found }), now: () => NOW, choices: { region: 'US' } });
  const sender = /** @type {any} */ ({ url: 'https://x.com/home', tab: { id: 1 } });
  const banner = await PAGE_MESSAGES['page:get-banner'](context, { isReady: true }, sender);
  const [{ id, actions: [{ id: actionId }] }] = found.notices;
  await context.session.writeGuide(1, { noticeId: id, actionId, step: 1, at: NOW }, NOW);
  return { banner, guide: await PAGE_MESSAGES['page:get-guide'](context, {}, sender) };
}

/** Answer what a value is made of, without its texts: of a list, what its members are made of. @param {any} value @returns {any} */
function shape(value) {
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(shape(each))))].sort();
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, shape(each)]));
}

/** @type {Record<string, any>} */
const made = {};
for (const language of LANGUAGES) made[language] = await makeView(language);
if (process.env.FAIRNOTICE_WRITE) writeFileSync(FILE, `${JSON.stringify(made, null, 1)}\n`);

for (const language of LANGUAGES) {
  test(`the cards drawn in ${language} have the shape of the real ones`, () => {
    assert.deepEqual(shape(JSON.parse(readFileSync(FILE, 'utf8'))[language]), shape(made[language]));
  });
}

test('the card shows everything that a card can', () => {
  const { notices } = made.en.banner;
  const [notice] = notices;
  assert.ok(notices.length > 1 && notice.sources.length > 1 && notice.details.length > 3 && notice.primary && notice.chips.length > 3);
  assert.ok(notices.some((/** @type {any} */ { others }) => others.length), 'some notice has other actions');
});
