// Decides what may replace what is held: the floor, the chain of editions and the newest head (PROTOCOL.md, 4.4 and 4.5). Pure.

import { Refused } from './faults.js';

/** @typedef {import('./payloads.js').Root} Root */
/** @typedef {import('./payloads.js').Head} Head */
/** @typedef {import('./payloads.js').Manifest} Manifest */
/**
 * @typedef {{edition: number, manifestHash: string | null, signers: string[], root: number}} Floor  root: the version it was accepted under
 * @typedef {{issued: string | null, withdrawn: string[], signers: string[], root: number}} SeenHead
 * @typedef {{edition: number, manifestHash: string, signers: string[]}} HeldEdition
 */

const MAX_JUMP = 1_000_000;
const CLOCK_TOLERANCE = 24 * 60 * 60 * 1000;

/**
 * Work out the floor under a root. When no catalogue key of this root signed the kept one, whoever signed it is no longer
 * trusted, and the floor is what the root says.
 * @param {Root} root
 * @param {Floor | null} kept
 * @returns {Floor}
 */
export function findFloor(root, kept) {
  if (kept !== null && isStillTrusted(root.roles.catalogue.keys, kept.signers)) return kept;
  return { edition: root.floor, manifestHash: null, signers: [], root: root.version };
}

/**
 * Work out the newest head under a root. A head signed by a timestamp key since replaced no longer says what is newest (a thief could
 * have dated it years ahead); what it hid stays hidden until the next head says otherwise.
 * @param {Root} root
 * @param {SeenHead | null} kept
 * @returns {SeenHead}
 */
export function findNewestHead(root, kept) {
  if (kept === null) return { issued: null, withdrawn: [], signers: [], root: root.version };
  return isStillTrusted(root.roles.timestamp.keys, kept.signers) ? kept : { ...kept, issued: null };
}

/**
 * Say whether a head is too old to change anything: past its time, or older than one already seen.
 * @param {Head} head
 * @param {SeenHead} newest
 * @param {number} now
 * @returns {boolean}
 */
export function isStaleHead(head, newest, now) {
  if (now > Date.parse(head.expires) + CLOCK_TOLERANCE) return true;
  return newest.issued !== null && Date.parse(head.issued) < Date.parse(newest.issued);
}

/**
 * Refuse an edition that a head may not name.
 * @param {Head} head
 * @param {Floor} floor
 * @throws {Refused} codes "rollback", "equivocation", "fast-forward"
 */
export function checkNamedEdition(head, floor) {
  if (head.edition < floor.edition) throw new Refused('rollback', `edition ${head.edition} is below ${floor.edition}`);
  if (head.edition === floor.edition && floor.manifestHash !== null && head.manifest !== floor.manifestHash) {
    throw new Refused('equivocation', `edition ${head.edition} has a second manifest`);
  }
  if (head.edition - floor.edition > MAX_JUMP) throw new Refused('fast-forward', `edition ${head.edition} is too far above ${floor.edition}`);
}

/**
 * Refuse a next edition that does not continue the chain.
 * @param {Manifest} manifest
 * @param {Root} root
 * @param {Floor} floor
 * @param {HeldEdition | null} held
 * @throws {Refused} code "equivocation"
 */
export function checkPrevious(manifest, root, floor, held) {
  // After a stolen key was replaced, the thief's edition is still held; the honest chain need not continue that.
  const isHeldTrusted = held !== null && isStillTrusted(root.roles.catalogue.keys, held.signers);
  for (const before of [floor, isHeldTrusted ? held : null]) {
    if (before === null || before.manifestHash === null || before.edition + 1 !== manifest.edition) continue;
    if (manifest.previous !== before.manifestHash) throw new Refused('equivocation', `edition ${manifest.edition} does not follow the held one`);
  }
}

/**
 * @param {string[]} keys  of the role, now
 * @param {string[]} signers
 * @returns {boolean}
 */
export function isStillTrusted(keys, signers) {
  return signers.some((signer) => keys.includes(signer));
}
