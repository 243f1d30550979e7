// Turns bytes into text and back, strictly, and hashes them: nothing here guesses or repairs.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

// Whole groups are counted apart: a pattern that repeats a group runs out of stack on megabytes.
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decode padded standard base64 (RFC 4648 section 4) with zero trailing bits, so that one value has one spelling.
 * @param {unknown} text
 * @returns {Bytes | null} null when the text is anything else
 */
export function decodeBase64(text) {
  if (typeof text !== 'string' || !BASE64.test(text) || text.length % 4 !== 0) return null;
  const binary = atob(text);
  if (btoa(binary) !== text) return null;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * Encode as padded standard base64.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encodeBase64(bytes) {
  let binary = '';
  // Piece by piece: the arguments of a call have to fit on the stack.
  for (let start = 0; start < bytes.length; start += 0x2000) binary += String.fromCharCode(...bytes.subarray(start, start + 0x2000));
  return btoa(binary);
}

/**
 * Decode UTF-8, refusing broken sequences and keeping a byte order mark visible.
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
export function decodeText(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {Bytes}
 */
export function encodeText(text) {
  return new TextEncoder().encode(text);
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} lower-case hex
 */
export function encodeHex(bytes) {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/**
 * @param {Bytes} bytes
 * @returns {Promise<Bytes>} 32 bytes
 */
export async function hashBytes(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * @param {Bytes} bytes
 * @returns {Promise<string>} lower-case hex SHA-256
 */
export async function hashHex(bytes) {
  return encodeHex(await hashBytes(bytes));
}

/**
 * Parse JSON.
 * @param {string} text
 * @returns {unknown} undefined (which no JSON text means) when the text is not JSON
 */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
