// Locks the text of a file with a passphrase, and opens it again. Nobody but who knows the passphrase can read or alter it.

import { decodeBase64, decodeText, encodeBase64, encodeText } from '../sync/bytes.js';
import { FileFault } from './faults.js';
import { checkSize, MOST_BYTES, readHeader } from './portable.js';
import { fields, isRecord } from './shapes.js';

/** @typedef {import('../sync/bytes.js').Bytes} Bytes */
/**
 * @typedef {{format: string, version: number, kdf: {name: string, hash: string, iterations: number, salt: string},
 *   cipher: {name: string, bits: number, nonce: string}}} Header  salt and nonce in base64
 */

const FORMAT = 'fairnotice-state-sealed';
const VERSION = 1;
/** OWASP Password Storage Cheat Sheet (2023): 600,000 for PBKDF2-HMAC-SHA-256. */
const ITERATIONS = 600_000;
/** What a file may ask for: less protects nothing, more would keep this device busy for minutes. */
const [FEWEST, MOST] = [100_000, 5_000_000];
const SALT_BYTES = 16;
/** NIST SP 800-38D, 8.2: 96 bits; a new salt gives each file a new key, so no key meets a nonce twice. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SHORTEST_PASSPHRASE = 12;
/** Base64 makes four characters of three bytes; the header is a few hundred bytes. */
const MOST_SEALED_BYTES = Math.ceil((MOST_BYTES * 4) / 3) + 1000;

const is = (/** @type {unknown} */ wanted) => (/** @type {unknown} */ value, /** @type {string} */ at) => (value === wanted ? null : at);
const bytes = (/** @type {number} */ fewest, most = fewest) => (/** @type {unknown} */ value, /** @type {string} */ at) => {
  const length = decodeBase64(value)?.length ?? -1;
  return length >= fewest && length <= most ? null : at;
};
const iterations = (/** @type {any} */ value, /** @type {string} */ at) => (Number.isInteger(value) && value >= FEWEST && value <= MOST ? null : at);
const SEALED = fields({
  format: is(FORMAT),
  version: is(VERSION),
  kdf: fields({ name: is('PBKDF2'), hash: is('SHA-256'), iterations, salt: bytes(SALT_BYTES) }),
  cipher: fields({ name: is('AES-GCM'), bits: is(256), nonce: bytes(NONCE_BYTES) }),
  data: bytes(TAG_BYTES, MOST_BYTES + TAG_BYTES),
});

/** @param {string} passphrase */
export const isLongEnough = (passphrase) => [...normalize(passphrase)].length >= SHORTEST_PASSPHRASE;

/** @param {unknown} text @returns {boolean} whether it says that it is a sealed file */
export function isSealed(text) {
  if (typeof text !== 'string' || text.length > MOST_SEALED_BYTES || !text.includes(FORMAT)) return false;
  try {
    const content = JSON.parse(text);
    return isRecord(content) && content.format === FORMAT;
  } catch {
    return false; // what it is instead, the reader of plain files says
  }
}

/**
 * Seal a text.
 * @param {string} text
 * @param {string} passphrase
 * @returns {Promise<string>} the text of a file
 * @throws {FileFault} code "short"
 */
export async function seal(text, passphrase) {
  if (!isLongEnough(passphrase)) throw new FileFault('short');
  const draw = (/** @type {number} */ length) => encodeBase64(crypto.getRandomValues(new Uint8Array(length)));
  const header = makeHeader({ iterations: ITERATIONS, salt: draw(SALT_BYTES), nonce: draw(NONCE_BYTES) });
  const { key, parameters } = await prepare(header, passphrase);
  const data = new Uint8Array(await crypto.subtle.encrypt(parameters, key, encodeText(text)));
  return `${JSON.stringify({ ...header, data: encodeBase64(data) }, null, 2)}\n`;
}

/**
 * Open a sealed file. What it asks of this device is checked before any work begins.
 * @param {string} text
 * @param {string} passphrase
 * @returns {Promise<string>} the text that was sealed
 * @throws {FileFault} "locked" does not claim to know whether passphrase or file is another
 */
export async function unseal(text, passphrase) {
  checkSize(text, MOST_SEALED_BYTES);
  const content = /** @type {Header & {data: string}} */ (readHeader(text, FORMAT, VERSION));
  const fault = SEALED(content, '');
  if (fault !== null) throw new FileFault('damaged', fault.slice(0, 120));
  const { kdf, cipher, data } = content;
  const { key, parameters } = await prepare(makeHeader({ ...kdf, nonce: cipher.nonce }), passphrase);
  const opened = await decrypt(parameters, key, decode(data));
  const plain = decodeText(opened);
  if (plain === null) throw new FileFault('foreign');
  return plain;
}

/** @param {AesGcmParams} parameters @param {CryptoKey} key @param {Bytes} data */
async function decrypt(parameters, key, data) {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, data));
  } catch (fault) {
    if (!(fault instanceof DOMException) || fault.name !== 'OperationError') throw fault;
    throw new FileFault('locked');
  }
}

/** The header in the one order in which it is bound to the data. @param {{iterations: number, salt: string, nonce: string}} own @returns {Header} */
const makeHeader = ({ iterations: count, salt, nonce }) => ({
  format: FORMAT,
  version: VERSION,
  kdf: { name: 'PBKDF2', hash: 'SHA-256', iterations: count, salt },
  cipher: { name: 'AES-GCM', bits: 256, nonce },
});

/**
 * @param {Header} header
 * @param {string} passphrase
 * @returns {Promise<{key: CryptoKey, parameters: AesGcmParams}>}
 */
async function prepare(header, passphrase) {
  const { kdf, cipher } = header;
  const secret = await crypto.subtle.importKey('raw', encodeText(normalize(passphrase)), 'PBKDF2', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: kdf.name, hash: kdf.hash, iterations: kdf.iterations, salt: decode(kdf.salt) },
    secret,
    { name: cipher.name, length: cipher.bits },
    false,
    ['encrypt', 'decrypt'],
  );
  // The file without its data: no number or name in it can be altered either.
  return { key, parameters: { name: cipher.name, iv: decode(cipher.nonce), additionalData: encodeText(JSON.stringify(header)), tagLength: TAG_BYTES * 8 } };
}

/** The same letters typed on another keyboard give the same passphrase (NIST SP 800-63B, 5.1.1.2). @param {string} passphrase */
const normalize = (passphrase) => String(passphrase).normalize('NFKC');

/** @param {string} text  base64 that was checked @returns {Bytes} */
const decode = (text) => /** @type {Bytes} */ (decodeBase64(text));
