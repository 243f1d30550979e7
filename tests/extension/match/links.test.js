// Which links of the catalogue may open; the cases are in tests/vectors/links.json, read by the server's tests too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkLink } from '../../../extension/match/links.js';

/** @type {{cases: {url: string, hosts: string[], link_hosts: string[], allowed: boolean, why: string}[]}} */
const { cases } = JSON.parse(readFileSync(new URL('../../vectors/links.json', import.meta.url), 'utf8'));

test('every shared example of a link is judged as written', () => {
  assert.ok(cases.length >= 40);
  const wrong = cases.filter(({ url, allowed, ...rules }) => (checkLink(url, rules) === null) !== allowed);
  assert.deepEqual(wrong.map((entry) => ({ ...entry, reason: checkLink(entry.url, entry) })), []);
});

test('a refused link comes with a reason', () => {
  for (const { url, allowed, ...rules } of cases) if (!allowed) assert.match(checkLink(url, rules) ?? '', /\w{3}/);
});

test('an allowed https link opens on a host the rules name', () => {
  for (const { url, allowed, hosts, link_hosts: linkHosts } of cases) {
    if (!allowed || !url.startsWith('https:')) continue;
    const host = new URL(url).hostname.replace(/\.$/, '');
    assert.ok(linkHosts.includes(host) || hosts.some((each) => host === each || host.endsWith(`.${each}`)), url);
  }
});
