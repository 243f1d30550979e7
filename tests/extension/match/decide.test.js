// What may be shown, what unasked, and why: the rules of decide().

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, DEFAULT_CHOICES } from '../../../extension/match/decide.js';
import { CHANGES } from '../../../extension/state/marks.js';
import { makeNotice, makePlatform, revise } from '../notices.js';

const NOW = Date.parse('2026-11-24T10:00:00Z');

/** @param {any} [given] */
const run = ({ notices = [makeNotice()], platform = makePlatform(), marks = {}, choices = {}, now = NOW, lastUnasked = null, shownInVisit = [] } = {}) =>
  decide({ platform, notices, marks, choices: { ...DEFAULT_CHOICES, ...choices }, now, lastUnasked, shownInVisit });

test('a new notice that asks to act comes up unasked', () => {
  const { banner, why } = run();
  assert.equal(banner?.id, 'x/ai-sharing');
  assert.equal(why, 'why_open');
});

const QUIET = /** @type {[string, any, string, string][]} */ ([
  ['good to know', { notices: [makeNotice({ attention: 'know' })] }, 'know', 'why_nothing_open'],
  ['for another place', { notices: [makeNotice({ regions: ['EU'] })], choices: { region: 'US' } }, 'elsewhere', 'why_nothing_open'],
  ['taken away from the place', { notices: [makeNotice({ except_regions: ['EEA'] })], choices: { region: 'DE' } }, 'elsewhere', 'why_nothing_open'],
  ['of a topic not chosen', { choices: { topics: ['ads'] } }, 'know', 'why_nothing_open'],
  ['with its last day gone', { notices: [makeNotice({ act_by: '2026-11-23' })] }, 'know', 'why_nothing_open'],
  ['closed', { marks: { 'x/ai-sharing': { closed: 1 } } }, 'closed', 'why_nothing_open'],
  ['done', { marks: { 'x/ai-sharing': { done: { revision: 1, on: '2026-11-01' } } } }, 'done', 'why_nothing_open'],
  ['put off', { marks: { 'x/ai-sharing': { snoozed_until: NOW + 1 } } }, 'snoozed', 'why_nothing_open'],
  ['of a platform left alone', { choices: { muted: ['x'] } }, 'open', 'why_muted'],
  ['of a platform that looks for extensions', { platform: makePlatform({ surface: 'toolbar' }) }, 'open', 'why_toolbar_only'],
  ['where the person chose the toolbar', { choices: { surface: 'toolbar' } }, 'open', 'why_toolbar_only'],
  ['seen before', { marks: { 'x/ai-sharing': { shown: 1 } } }, 'open', 'why_shown_before'],
  ['of a platform kept in the toolbar', { choices: { toolbar_only: ['x'] } }, 'open', 'why_toolbar_only'],
  ['that is itself kept in the toolbar', { choices: { toolbar_only: ['x/ai-sharing'] } }, 'open', 'why_toolbar_chosen'],
  ['that came up in this visit', { shownInVisit: ['x/ai-sharing@1'] }, 'open', 'why_this_visit'],
  ['soon after another one', { lastUnasked: NOW - 9 * 60_000 }, 'open', 'why_too_soon'],
]);
for (const [name, given, state, why] of QUIET) {
  test(`a notice ${name} does not come up unasked`, () => {
    const answer = run(given);
    assert.equal(answer.banner, null);
    assert.equal(answer.judged[0].state, state);
    assert.equal(answer.why, why);
  });
}

test('the last day of a date that runs still counts', () => {
  assert.ok(run({ notices: [makeNotice({ act_by: '2026-11-24' })] }).banner);
});

test('a notice put off comes back when the time is over', () => {
  const marks = { 'x/ai-sharing': CHANGES.snooze({}, { revision: 1, now: NOW, until: NOW + 1000 }) };
  assert.equal(run({ marks }).banner, null);
  assert.ok(run({ marks, now: NOW + 1001 }).banner);
});

test('the pause between banners is the one that was chosen, over all platforms', () => {
  const lastUnasked = NOW - 10 * 60_000;
  assert.ok(run({ lastUnasked }).banner);
  assert.equal(run({ lastUnasked, choices: { pause_minutes: 60 } }).banner, null);
  assert.ok(run({ lastUnasked: NOW, choices: { pause_minutes: 0 } }).banner);
});

test('in one visit the next notice follows the one that came up, and a material revision counts as another', () => {
  const notices = [makeNotice(), makeNotice({ id: 'x/ads', topic: 'ads' })];
  assert.equal(run({ notices, shownInVisit: ['x/ai-sharing@1'] }).banner?.id, 'x/ads');
  assert.equal(run({ notices, choices: { toolbar_only: ['x/ai-sharing'] } }).banner?.id, 'x/ads');
  assert.ok(run({ notices: [revise(makeNotice(), true)], shownInVisit: ['x/ai-sharing@1'] }).banner);
  assert.equal(run({ notices: [revise(makeNotice(), false)], shownInVisit: ['x/ai-sharing@1'] }).banner, null);
});

test('no cosmetic revision ever re-opens, every material one does', () => {
  for (const change of ['close', 'finish', 'see']) {
    for (let bits = 0; bits < 64; bits++) {
      let notice = makeNotice();
      const marks = { [notice.id]: CHANGES[change]({}, { revision: 1, now: NOW }) };
      let isMaterial = false;
      for (let step = 0; step < 6; step++) {
        const isThis = Boolean(bits & (1 << step));
        isMaterial ||= isThis;
        notice = revise(notice, isThis);
        assert.equal(Boolean(run({ notices: [notice], marks }).banner), isMaterial, `${change} ${bits} ${step}`);
      }
    }
  }
});

test('a notice that changed materially says so, with the reason', () => {
  const notice = revise(makeNotice(), true);
  const { judged, why } = run({ notices: [notice], marks: { [notice.id]: { done: { revision: 1, on: '2026-02-01' } } } });
  assert.equal(judged[0].state, 'changed');
  assert.equal(why, 'why_changed');
});

test('what runs out comes first, then what changed, then what weighs most', () => {
  const notices = [
    makeNotice({ id: 'x/ads', topic: 'ads' }),
    makeNotice({ id: 'x/ai-sharing' }),
    makeNotice({ id: 'x/sale', topic: 'data-sale', act_by: '2026-12-01' }),
    makeNotice({ id: 'x/know', attention: 'know' }),
  ];
  assert.deepEqual(run({ notices }).judged.map(({ notice }) => notice.id), ['x/sale', 'x/ai-sharing', 'x/ads', 'x/know']);
});
