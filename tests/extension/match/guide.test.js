// The guide: which actions it leads through, on which pages, and which labels it looks for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeGuide, hasGuide, isLandingHost } from '../../../extension/match/guide.js';
import { makeAction, makeNotice, makePlatform } from '../notices.js';

const NOTICE = makeNotice({ id: 'x/ads' });

test('there is a guide where there are steps or a control on a page, and none for mail', () => {
  assert.ok(hasGuide(makeAction()));
  assert.ok(hasGuide(makeAction({ steps: [] })));
  assert.ok(hasGuide(makeAction({ control: null })));
  assert.ok(!hasGuide(makeAction({ steps: [], control: null })));
  assert.ok(!hasGuide(makeAction({ url: 'mailto:privacy@x.com' })));
});

test('it is shown on the platform and its link hosts, and on no look-alike', () => {
  const platform = makePlatform({ hosts: ['x.com'], link_hosts: ['forms.example'] });
  for (const host of ['x.com', 'help.x.com', 'forms.example']) assert.ok(isLandingHost(host, platform), host);
  for (const host of ['notx.com', 'x.com.evil.test', 'www.forms.example', 'example', null]) assert.ok(!isLandingHost(host, platform), String(host));
});

test('the control is looked for first, then what the current step quotes', () => {
  const action = makeAction({ control: 'Off', steps: ['Open "Privacy"', 'Choose “Data sharing” and "Off"', 'Confirm'] });
  assert.deepEqual([0, 1, 2].map((step) => describeGuide(NOTICE, action, step).targets), [['Off', 'Privacy'], ['Off', 'Data sharing'], ['Off']]);
  assert.deepEqual(describeGuide(NOTICE, makeAction({ control: null, steps: ['Confirm'] }), 0).targets, []);
});

test('a step before the first or after the last is the first or the last', () => {
  const action = makeAction({ steps: ['One', 'Two'] });
  assert.deepEqual([-1, 0, 1, 2, 99].map((step) => describeGuide(NOTICE, action, step).step), [0, 0, 1, 1, 1]);
  assert.equal(describeGuide(NOTICE, makeAction({ steps: [] }), 3).step, 0);
});
