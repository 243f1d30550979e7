// Opens DSSE envelopes: a payload is parsed only after enough known keys have signed exactly its bytes (PROTOCOL.md, 1).

import { decodeBase64, decodeText, encodeText, hashHex, parseJson } from './bytes.js';
import { Refused } from './faults.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{keys: string[], threshold: number}} Role */
/** @typedef {{payload: Bytes, signatures: Map<string, Bytes[]>}} SealedEnvelope */

export const TYPES = Object.freeze({
  root: 'application/vnd.fairnotice.root+json',
  manifest: 'application/vnd.fairnotice.manifest+json',
  head: 'application/vnd.fairnotice.head+json',
});

/**
 * Open an envelope.
 * @param {Uint8Array} bytes  the file
 * @param {string} type  the payloadType it must carry
 * @param {Role} role
 * @param {Record<string, string>} publicKeys  key id -> base64 of the 32 raw bytes
 * @returns {Promise<{payload: Record<string, unknown>, signers: string[]}>} signers: the role's key ids with a valid signature
 * @throws {Refused} code "altered"
 */
export async function openEnvelope(bytes, type, role, publicKeys) {
  const sealed = readSealed(bytes, type);
  const signers = await findSigners(sealed, type, role, publicKeys);
  if (!Number.isInteger(role.threshold) || role.threshold < 1 || signers.length < role.threshold) {
    throw new Refused('altered', `${signers.length} valid signatures of ${role.threshold} needed on ${type}`);
  }
  return { payload: readPayload(sealed), signers };
}

/**
 * Read the payload of the root that came inside the extension package. It names the keys that must have signed it, so it cannot
 * be checked before it is read; the package vouches for it. Nothing from a network goes through here.
 * @param {Uint8Array} bytes
 * @returns {Record<string, unknown>}
 * @throws {Refused}
 */
export function readPackagedPayload(bytes) {
  return readPayload(readSealed(bytes, TYPES.root));
}

/**
 * @param {Uint8Array} bytes
 * @param {string} type
 * @returns {SealedEnvelope}
 */
function readSealed(bytes, type) {
  const envelope = asObject(parseJson(decodeText(bytes) ?? ''));
  if (envelope.payloadType !== type) throw new Refused('altered', `the envelope is not of the type ${type}`);
  const payload = decodeBase64(envelope.payload);
  if (payload === null || !Array.isArray(envelope.signatures)) throw new Refused('altered', 'the envelope is malformed');
  /** @type {Map<string, Bytes[]>} */
  const signatures = new Map();
  for (const entry of envelope.signatures) {
    const { keyid, sig } = asObject(entry);
    if (typeof keyid !== 'string' || typeof sig !== 'string') throw new Refused('altered', 'a signature is malformed');
    const signature = decodeBase64(sig);
    if (signature !== null) signatures.set(keyid, [...(signatures.get(keyid) ?? []), signature]);
  }
  return { payload, signatures };
}

/**
 * @param {SealedEnvelope} sealed
 * @param {string} type
 * @param {Role} role
 * @param {Record<string, string>} publicKeys
 * @returns {Promise<string[]>}
 */
async function findSigners({ payload, signatures }, type, role, publicKeys) {
  const signed = encodeSigned(type, payload);
  const signers = [];
  // A set: a key that a role lists twice still counts once.
  for (const keyid of new Set(role.keys)) {
    const offered = signatures.get(keyid);
    if (offered === undefined || !Object.hasOwn(publicKeys, keyid)) continue;
    const raw = decodeBase64(publicKeys[keyid]);
    // The id is computed, never believed: one key under two ids would count twice.
    if (raw === null || raw.length !== 32 || (await hashHex(raw)) !== keyid) continue;
    const key = await crypto.subtle.importKey('raw', raw, { name: 'Ed25519' }, false, ['verify']);
    for (const signature of offered) {
      if (signature.length === 64 && (await crypto.subtle.verify({ name: 'Ed25519' }, key, signature, signed))) {
        signers.push(keyid);
        break;
      }
    }
  }
  return signers;
}

/**
 * Build the bytes that are signed: DSSE's pre-authentication encoding.
 * @param {string} type
 * @param {Bytes} payload
 * @returns {Bytes}
 */
export function encodeSigned(type, payload) {
  const before = encodeText(`DSSEv1 ${encodeText(type).length} ${type} ${payload.length} `);
  const signed = new Uint8Array(before.length + payload.length);
  signed.set(before);
  signed.set(payload, before.length);
  return signed;
}

/**
 * @param {SealedEnvelope} sealed
 * @returns {Record<string, unknown>}
 */
function readPayload({ payload }) {
  return asObject(parseJson(decodeText(payload) ?? ''));
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function asObject(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused('altered', 'a JSON object was expected');
  return /** @type {Record<string, unknown>} */ (value);
}
