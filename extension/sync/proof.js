// Proves a little work, so that a server can take reports from anybody: tries numbers until a hash begins with zero bits (PROTOCOL.md, 5).

/** The SHA-256 of a report's bytes begins with so many zero bits. */
export const PROOF_BITS = 16;

// A hash a promise: so many at once keep a browser's hashing threads busy, one after the other is ten times slower in Firefox.
const AT_ONCE = 64;

/** @typedef {{begin: string, end: string}} Parts  what stands before and after the number that is looked for */

/**
 * Try some numbers in turn.
 * @param {Parts} parts
 * @param {{from: number, count: number}} range
 * @returns {Promise<number | null>} the first number with which the whole proves its work; null when none of these does
 */
export async function findNumber({ begin, end }, { from, count }) {
  for (let start = from; start < from + count; start += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, from + count - start) }, (_, offset) => start + offset);
    const proofs = await Promise.all(numbers.map((number) => isProven(`${begin}${number}${end}`)));
    const found = proofs.indexOf(true);
    if (found >= 0) return numbers[found];
  }
  return null;
}

/**
 * Say whether a text, as the bytes that are sent, proves its work.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function isProven(text) {
  const hash = new DataView(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return hash.getUint32(0) >>> (32 - PROOF_BITS) === 0;
}
