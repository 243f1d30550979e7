// Follows the chain of roots: from the one in the package, one signed step at a time (PROTOCOL.md, 4.6).

import { openEnvelope, readPackagedPayload, TYPES } from './envelope.js';
import { Refused } from './faults.js';
import { readRoot } from './payloads.js';

/** @typedef {import('./payloads.js').Root} Root */

/**
 * Open the root of the extension package; it must be signed by its own threshold.
 * @param {Uint8Array} bytes
 * @param {string} catalogue
 * @returns {Promise<Root>}
 * @throws {Refused}
 */
export async function openPackagedRoot(bytes, catalogue) {
  const root = await readRoot(readPackagedPayload(bytes), catalogue);
  await openEnvelope(bytes, TYPES.root, root.roles.root, root.keys);
  return root;
}

/**
 * Take one step: the next root, signed by the root thresholds of the held one and of itself, its version exactly one more.
 * @param {Root} held
 * @param {Uint8Array} bytes
 * @param {string} catalogue
 * @returns {Promise<Root>}
 * @throws {Refused}
 */
export async function stepRoot(held, bytes, catalogue) {
  const { payload } = await openEnvelope(bytes, TYPES.root, held.roles.root, held.keys);
  const next = await readRoot(payload, catalogue);
  await openEnvelope(bytes, TYPES.root, next.roles.root, next.keys);
  if (next.version !== held.version + 1) throw new Refused('altered', `root ${next.version} does not follow root ${held.version}`);
  return next;
}

/**
 * List the mirrors a client may ask: https base addresses and nothing else in them.
 * @param {Root} root
 * @returns {string[]}
 */
export function listMirrors(root) {
  return root.mirrors.filter((mirror) => {
    if (!URL.canParse(mirror)) return false;
    const { protocol, username, password, search, hash } = new URL(mirror);
    return protocol === 'https:' && username + password + search + hash === '';
  });
}
