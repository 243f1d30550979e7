// What people read: lines, chips, dates, actions in their order.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sortActions } from '../../../extension/match/actions.js';
import { describe, takeSentences, writeDate } from '../../../extension/match/describe.js';
import { expandRegion, appliesIn, guessRegion } from '../../../extension/match/regions.js';
import { makeAction, makeNotice } from '../notices.js';

Object.assign(globalThis, { chrome: { i18n: { getUILanguage: () => 'en-US' } } });
const { words } = await import('../../../extension/lib/words.js');
const NOW = Date.parse('2026-11-24T10:00:00Z');

/** @param {any} notice @param {any} [state] */
const view = (notice, state = 'open') => describe({ notice, state, why: 'why_open' }, { words, language: 'en-US', now: NOW, region: 'US' });
/** @param {any} changes */
const chips = (changes) => view(makeNotice(changes)).chips.map(({ text, tone }) => `${tone}: ${text}`);

test('chips say the default, since when, and when it was checked', () => {
  assert.deepEqual(chips({}), ['warn: On by default', 'plain: Since Nov 15, 2024', 'plain: Checked Oct 2, 2026']);
});

test('a date that runs is said in days, and is a warning', () => {
  assert.ok(chips({ act_by: '2026-11-24' }).includes('warn: Last day'));
  assert.ok(chips({ act_by: '2026-12-06' }).includes('warn: 13 days left'));
  assert.ok(!chips({ act_by: '2026-11-23' }).join().includes('left'));
});

test('a notice that is not translated says so, to a reader of another language only', () => {
  const say = (/** @type {string} */ language, /** @type {string} */ lang) =>
    describe({ notice: makeNotice({ spoken: { lang, dir: 'ltr', english: [] } }), state: 'open', why: 'why_open' }, { words, language, now: NOW, region: 'US' }).untranslated;
  assert.equal(say('de-AT', 'en'), words('notice_untranslated'));
  assert.equal(say('en-GB', 'en'), '');
  assert.equal(say('de-AT', 'de'), '');
});

test('each detail names the text that it shows, so that its language is known', () => {
  const { details } = view(makeNotice({ actions: [makeAction({ id: 'form', limits: 'Not what was shared before' })] }));
  assert.deepEqual(details.map(({ name }) => name), ['data_used', 'recipients', 'applies_to', null, 'actions/form/limits', 'actions/form/steps']);
});

test('what is to come is not said to be', () => {
  assert.ok(chips({ effective_on: '2027-01-15' }).includes('plain: From Jan 15, 2027'));
});

test('a month stays a month, and no date is said to be none', () => {
  assert.ok(chips({ verified_on: '2026-03' }).includes('plain: Checked Mar 2026'));
  assert.ok(chips({ verified_on: null }).includes('plain: Source without a date'));
  assert.equal(writeDate('2026-03', 'de'), 'März 2026');
});

test('the line is whole sentences, at least one', () => {
  assert.equal(takeSentences('One is short. Two is as well. Three too.', 30, 'en'), 'One is short. Two is as well.');
  assert.equal(takeSentences('A sentence that is longer than the limit.', 5, 'en'), 'A sentence that is longer than the limit.');
});

test('the nearest action that applies comes first, reading last, apps after the web', () => {
  const actions = [
    makeAction({ id: 'read', kind: 'learn-more' }), makeAction({ id: 'app', device: 'app' }), makeAction({ id: 'help', reach: 'help' }),
    makeAction({ id: 'near', reach: 'near' }), makeAction({ id: 'exact' }), makeAction({ id: 'eu', regions: ['EU'] }),
  ];
  assert.deepEqual(sortActions(actions, expandRegion('US')).map(({ id }) => id), ['exact', 'near', 'help', 'app', 'read']);
  assert.deepEqual(sortActions(actions, expandRegion('FR')).map(({ id }) => id).slice(0, 2), ['exact', 'eu']);
});

test('an action in the app, or with a broken link, puts its steps before the link', () => {
  const primary = (/** @type {object} */ changes) => view(makeNotice({ actions: [makeAction(changes)] })).primary;
  assert.equal(primary({})?.steps_first, false);
  assert.equal(primary({ device: 'app' })?.steps_first, true);
  assert.equal(primary({ device: 'app', steps: [] })?.steps_first, false, 'without steps the link is all there is');
  assert.equal(primary({ device: 'app', url: 'mailto:privacy@x.com' })?.steps_first, false);
  for (const state of ['gone', 'soft-404', 'home', 'unreachable']) {
    const action = primary({ link_state: state });
    assert.equal(action?.steps_first, true, state);
    assert.equal(action?.search, 'Words to look for in the settings: Switch', state);
  }
  for (const state of ['ok', 'login', 'moved', 'blocked', 'something-new']) assert.equal(primary({ link_state: state })?.steps_first, false, state);
});

test('a broken link comes after those that work, and before what is only to be read', () => {
  const actions = [
    makeAction({ id: 'read', kind: 'learn-more' }), makeAction({ id: 'broken', link_state: 'gone' }), makeAction({ id: 'home', reach: 'home' }), makeAction({ id: 'app', device: 'app' }),
  ];
  assert.deepEqual(sortActions(actions, null).map(({ id }) => id), ['home', 'broken', 'app', 'read']);
});

test('what changed after an opt-out says so, what changed after a look says that', () => {
  const changed = (/** @type {object} */ mark) => describe({ notice: makeNotice(), state: 'changed', why: 'why_changed' },
    { words, language: 'en-US', now: NOW, region: 'US', mark }).chips[0].text;
  assert.equal(changed({ done: { revision: 1, on: '2026-01-01' } }), 'Changed since you opted out');
  assert.equal(changed({ closed: 1 }), 'Changed since you looked');
});

test('every text that a state or a reason names exists', () => {
  for (const name of readFileSync(new URL('../../../extension/match/decide.js', import.meta.url), 'utf8').matchAll(/'(why_\w+)'/g)) words(name[1]);
  for (const state of ['know', 'done', 'closed', 'snoozed', 'elsewhere']) words(`state_${state}`);
});

test('a place is covered by its unions, and a state by its country', () => {
  assert.ok(appliesIn({ regions: ['EEA'], except_regions: [] }, expandRegion('NO')));
  assert.ok(!appliesIn({ regions: ['EU'], except_regions: [] }, expandRegion('NO')));
  assert.ok(!appliesIn({ regions: ['EU'], except_regions: [] }, expandRegion('UK')));
  assert.ok(appliesIn({ regions: ['US'], except_regions: [] }, expandRegion('US-CA')));
  assert.ok(!appliesIn({ regions: ['US-CA'], except_regions: [] }, expandRegion('US')));
  assert.ok(appliesIn({ regions: ['BR'], except_regions: [] }, expandRegion(null)));
});

test('the place is guessed on the device: by time zone, else by language', () => {
  assert.equal(guessRegion(['en-US'], 'Europe/Vienna'), 'AT');
  assert.equal(guessRegion(['en', 'en-GB'], 'Etc/UTC'), 'UK');
  assert.equal(guessRegion(['en'], 'Etc/UTC'), null);
});
