// What people are told when nothing was taken from a server: in their language, with what is safe.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CODES, nameFault } from '../../../extension/sync/faults.js';

Object.assign(globalThis, { chrome: { i18n: { getUILanguage: () => 'en-US' } } });
const { language, LANGUAGES, speak, words } = await import('../../../extension/lib/words.js');
const { sayFault } = await import('../../../extension/background/fault-words.js');

const PUBLISHED = '2026-11-20T08:00:00Z';
/** @param {string | null} code @param {string | null} [published] */
const say = (code, published = PUBLISHED) => sayFault({ words, language: language() }, { fault: code === null ? null : { code }, published });

afterEach(() => speak(null));

test('a fault is said with what is safe and what to do', () => {
  assert.equal(say('unreachable'), 'The server could not be reached. Yours from Nov 20, 2026 is kept. Fairnotice tries again later.');
  assert.equal(say('unreachable', null), 'The server could not be reached. Nothing was taken from it. Fairnotice tries again later.');
  assert.equal(say(null), '');
});

test('every fault has a sentence of its own in every language', () => {
  for (const tag of LANGUAGES) {
    speak(tag);
    assert.equal(new Set(CODES.map((code) => say(code))).size, CODES.length, tag);
  }
});

test('a fault without a sentence is told as an alteration', () => {
  assert.equal(nameFault('digest'), 'altered');
  assert.equal(nameFault('stale'), 'stale');
});
