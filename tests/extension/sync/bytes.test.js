// Base64 has one spelling for each value, and is read and written whatever the size.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase64, encodeBase64 } from '../../../extension/sync/bytes.js';

for (const text of ['A', 'AA', 'AAA', 'AAAAA', 'A===', 'AA=A', '=AAA', 'AB==', 'AAB=', 'AA==AAAA', 'AA-_', 'AAAA\n', ' AAAA', 'AAAA====', 7, null]) {
  test(`${JSON.stringify(text)} is no base64`, () => {
    assert.equal(decodeBase64(text), null);
  });
}

test('bytes of any number come back, megabytes too', () => {
  for (const length of [0, 1, 2, 3, 0x2000, 0x2001, 5_000_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) % 256);
    const text = encodeBase64(bytes);
    assert.equal(text, Buffer.from(bytes).toString('base64'));
    assert.deepEqual(decodeBase64(text), bytes);
  }
});
