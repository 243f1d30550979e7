// Holds PERMISSIONS.md and PRIVACY.md to the manifest and the code: each permission, each request.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../extension/', import.meta.url);
const read = (/** @type {string} */ name) => readFileSync(new URL(name, folder), 'utf8');
const manifest = JSON.parse(read('manifest.json'));

/** The first column of every table row. @param {string} name */
const listRows = (name) => [...read(name).matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell);

/** @param {...string} endings */
const listFiles = (...endings) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => endings.some((ending) => path.endsWith(ending)));

/** @returns {[string, string][]} path and text of every module and script of the extension */
function listSources() {
  return listFiles('.js').map((path) => [path, read(path)]);
}

test('PERMISSIONS.md lists exactly the permissions of the manifest', () => {
  assert.deepEqual(listRows('PERMISSIONS.md').sort(), [...manifest.permissions].sort());
});

test('the source manifest asks for no host, and only stamping adds the server and the covered ones', () => {
  assert.deepEqual([manifest.host_permissions, manifest.optional_host_permissions], [[], []]);
  for (const key of ['optional_permissions', 'content_scripts', 'web_accessible_resources', 'externally_connectable', 'devtools_page']) {
    assert.equal(manifest[key], undefined, key);
  }
});

test('PRIVACY.md lists exactly the addresses that the code asks for', () => {
  const asked = new Set();
  for (const [path, text] of listSources()) {
    for (const [address] of text.matchAll(/(?<=[`'"/])v1\/[^`'"]+/g)) {
      assert.ok(path.startsWith('sync/'), `${path} names ${address}`);
      asked.add(address.replace(/\$\{[^}]*\}/g, '<>'));
    }
  }
  const stated = listRows('PRIVACY.md').map((row) => row.replace(/<\w+>/g, '<>'));
  assert.deepEqual([...asked].sort(), stated.sort());
});

test('fetch stands in two files, and nothing else can send', () => {
  for (const [path, text] of listSources()) {
    const isAllowed = ['sync/fetch-bytes.js', 'sync/packaged.js'].includes(path);
    assert.equal(/\bfetch\(/.test(text), isAllowed, path);
    for (const other of ['XMLHttpRequest', 'sendBeacon', 'WebSocket', 'EventSource', 'WebTransport', 'importScripts', 'setUninstallURL']) {
      assert.ok(!text.includes(other), `${path} uses ${other}`);
    }
  }
});

test('pages of the extension load nothing from elsewhere', () => {
  assert.match(manifest.content_security_policy.extension_pages, /^default-src 'none';/);
  for (const path of listFiles('.html', '.css')) {
    const text = read(path).replaceAll('http://www.w3.org/2000/svg', '');
    assert.doesNotMatch(text, /https?:|url\(|@import/, path);
  }
});
