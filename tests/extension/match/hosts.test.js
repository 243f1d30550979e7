// Which platform a host belongs to; most cases are in tests/vectors/hosts.json, read by the server's tests too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildHostIndex, findPlatform, normalizeHost, readHost } from '../../../extension/match/hosts.js';

/** @type {{hosts: Record<string, string>, cases: {url: string, platform: string | null, why: string}[]}} */
const vectors = JSON.parse(readFileSync(new URL('../../vectors/hosts.json', import.meta.url), 'utf8'));

/** @param {Record<string, string>} hosts @param {string} url */
function findByUrl(hosts, url) {
  const host = readHost(url);
  return host === null ? null : findPlatform(hosts, host);
}

test('every shared example of a host is judged as written', () => {
  assert.ok(vectors.cases.length >= 120);
  const wrong = vectors.cases.filter(({ url, platform }) => findByUrl(vectors.hosts, url) !== platform);
  assert.deepEqual(wrong.map((entry) => ({ ...entry, found: findByUrl(vectors.hosts, entry.url) })), []);
});

test('the raw host of a URL is enough: case and one trailing dot are dealt with', () => {
  assert.equal(findPlatform(vectors.hosts, 'MOBILE.X.COM.'), 'x');
  assert.equal(normalizeHost('X.COM.'), 'x.com');
  for (const host of ['', '.', 'x', 'x.com..', '1.2.3.4', '[::1]', 'a b.com', 'x.com/', 'x.com:443', 'm\u00fcnchen.example']) assert.equal(normalizeHost(host), null, host);
});

test('names of the language are hosts like any other', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  for (const name of names) {
    assert.equal(findPlatform({}, name), null);
    assert.equal(findPlatform({}, `${name}.com`), null);
    assert.equal(findPlatform(vectors.hosts, `x.${name}`), null);
  }
  assert.equal(findPlatform(Object.create({ 'x.com': 'x' }), 'x.com'), null);
});

test('the index holds the hosts of all platforms', () => {
  assert.deepEqual(buildHostIndex([{ id: 'x', hosts: ['x.com', 'twitter.com'] }, { id: 'a', hosts: ['a.example'] }]), { 'a.example': 'a', 'x.com': 'x', 'twitter.com': 'x' });
});

test('hosts that could never be found, or match too much, do not enter the index', () => {
  const hosts = ['X.com', 'x.com.', 'com', '1.2.3.4', '', 'm\u00fcnchen.example', '*.x.com', '__proto__', 1, null];
  const index = buildHostIndex([{ id: 'x', hosts }, { id: 'y', hosts: 'y.com' }, { id: 'z' }]);
  assert.deepEqual(Object.keys(index), []);
  assert.equal(Object.getPrototypeOf(index), Object.prototype);
});

test('of two platforms with one host the first id has it, in whatever order they come', () => {
  const [one, other] = [{ id: 'a', hosts: ['h.example'] }, { id: 'b', hosts: ['h.example'] }];
  assert.equal(buildHostIndex([one, other])['h.example'], 'a');
  assert.equal(buildHostIndex([other, one])['h.example'], 'a');
});
