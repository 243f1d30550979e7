// A sealed file: opened by its passphrase alone, refused when anything in it was altered, and before any work when it asks for too much.

import assert from 'node:assert/strict';
import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { before, test } from 'node:test';
import { isSealed, seal, unseal } from '../../../extension/state/seal.js';

const PASSPHRASE = 'correct horse battery staple';
const TEXT = '{"format": "fairnotice-state", "note": "Zeile\\nسطر"}\n';
let sealed = '';

before(async () => {
  sealed = await seal(TEXT, PASSPHRASE);
});

/** The sealed file with one thing changed. @param {(file: any) => void} change */
function change(change) {
  const file = JSON.parse(sealed);
  change(file);
  return JSON.stringify(file);
}

/** @param {string} base64 */
function flip(base64) {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] ^= 1;
  return bytes.toString('base64');
}

/** Count the times that a key is derived, the work that takes a second. @param {() => Promise<unknown>} act */
async function countWork(act) {
  const { deriveKey } = crypto.subtle;
  let count = 0;
  crypto.subtle.deriveKey = async function (/** @type {any[]} */ ...given) {
    count += 1;
    return deriveKey.apply(this, /** @type {any} */ (given));
  };
  try {
    await act();
  } finally {
    crypto.subtle.deriveKey = deriveKey;
  }
  return count;
}

test('the passphrase opens it again, written in whatever form of Unicode', async () => {
  assert.equal(await unseal(sealed, PASSPHRASE), TEXT);
  const accented = await seal(TEXT, 'Mot de passe é'.normalize('NFC'));
  assert.equal(await unseal(accented, 'Mot de passe é'.normalize('NFD')), TEXT);
});

test('nothing of the text stands in the file', () => {
  assert.doesNotMatch(sealed, /note|Zeile/);
  assert.equal(isSealed(sealed), true);
  for (const other of [TEXT, '', 'fairnotice-state-sealed', '{"format":"fairnotice-state"}', null, '["fairnotice-state-sealed"]']) assert.equal(isSealed(other), false);
});

test('another program opens it by what the file says: PBKDF2 and AES-GCM, the header bound to the data', () => {
  const { data, ...header } = JSON.parse(sealed);
  assert.deepEqual([header.format, header.version, header.kdf.iterations], ['fairnotice-state-sealed', 1, 600_000]);
  const [salt, nonce, bytes] = [header.kdf.salt, header.cipher.nonce, data].map((each) => Buffer.from(each, 'base64'));
  assert.deepEqual([salt.length, nonce.length], [16, 12]);
  const decipher = createDecipheriv('aes-256-gcm', pbkdf2Sync(PASSPHRASE, salt, header.kdf.iterations, 32, 'sha256'), nonce);
  decipher.setAAD(Buffer.from(JSON.stringify(header)));
  decipher.setAuthTag(bytes.subarray(-16));
  assert.equal(decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8'), TEXT);
});

test('no two files have a salt or a nonce in common', async () => {
  const [one, other] = [JSON.parse(sealed), JSON.parse(await seal(TEXT, PASSPHRASE))];
  assert.notEqual(one.kdf.salt, other.kdf.salt);
  assert.notEqual(one.cipher.nonce, other.cipher.nonce);
  assert.notEqual(one.data, other.data);
});

for (const [name, text, passphrase] of /** @type {[string, () => string, string][]} */ ([
  ['another passphrase', () => sealed, 'correct horse battery stable'],
  ['no passphrase', () => sealed, ''],
  ['another byte of data', () => change((file) => (file.data = flip(file.data))), PASSPHRASE],
  ['another salt', () => change((file) => (file.kdf.salt = flip(file.kdf.salt))), PASSPHRASE],
  ['another nonce', () => change((file) => (file.cipher.nonce = flip(file.cipher.nonce))), PASSPHRASE],
  ['another number of iterations', () => change((file) => (file.kdf.iterations = 600_001)), PASSPHRASE],
  ['data cut short', () => change((file) => (file.data = Buffer.from(file.data, 'base64').subarray(0, -3).toString('base64'))), PASSPHRASE],
])) {
  test(`${name} is said in one sentence that claims no more than is known`, async () => {
    await assert.rejects(unseal(text(), passphrase), { code: 'locked', message: /the passphrase is another one, or the file was altered/ });
  });
}

for (const [at, spoil] of /** @type {[string, (file: any) => void][]} */ ([
  ['kdf.iterations', (file) => (file.kdf.iterations = 99_999)],
  ['kdf.iterations', (file) => (file.kdf.iterations = 5_000_001)],
  ['kdf.iterations', (file) => (file.kdf.iterations = '600000')],
  ['kdf.name', (file) => (file.kdf.name = 'scrypt')],
  ['kdf.hash', (file) => (file.kdf.hash = 'SHA-1')],
  ['kdf.salt', (file) => (file.kdf.salt = 'AAAA')],
  ['cipher.name', (file) => (file.cipher.name = 'AES-CBC')],
  ['cipher.bits', (file) => (file.cipher.bits = 128)],
  ['cipher.nonce', (file) => (file.cipher.nonce = '')],
  ['data', (file) => (file.data = 'not base64')],
  ['more', (file) => (file.more = 1)],
])) {
  test(`a file with another ${at} (${String(spoil).slice(10)}) is refused before any work begins`, async () => {
    const work = await countWork(() => assert.rejects(unseal(change(spoil), PASSPHRASE), { code: 'damaged', place: at }));
    assert.equal(work, 0);
  });
}

test('the work is counted where it is done', async () => {
  assert.equal(await countWork(() => unseal(sealed, PASSPHRASE)), 1);
});

test('a newer sealed file asks for a newer Fairnotice', async () => {
  await assert.rejects(unseal(change((file) => (file.version = 2)), PASSPHRASE), { code: 'newer' });
});

test('a passphrase of fewer than 12 characters makes no file, counted as people count', async () => {
  const work = await countWork(async () => {
    for (const short of ['', 'elevenchars', '\u{1f389}'.repeat(11)]) await assert.rejects(seal(TEXT, short), { code: 'short' });
  });
  assert.equal(work, 0);
  assert.ok(await seal(TEXT, '\u{1f389}'.repeat(12)));
});

test('the largest content that is written can be sealed and opened', async () => {
  const large = 'x'.repeat(5_000_000);
  const text = await seal(large, PASSPHRASE);
  assert.equal(isSealed(text), true);
  assert.equal((await unseal(text, PASSPHRASE)).length, large.length);
});
