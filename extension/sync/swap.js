// Swaps a verified edition in: generation and pointer in one transaction, then the floor (PROTOCOL.md, 4.3 and 4.4).

import { findFloor, isStillTrusted } from './trust.js';

/** @typedef {import('./payloads.js').Root} Root */
/** @typedef {import('./catalogue-store.js').CatalogueStore} CatalogueStore */
/** @typedef {import('./catalogue-store.js').Generation} Generation */

/**
 * @param {{store: CatalogueStore, root: Root, generation: Generation, lines: Map<string, string>, held: Generation | null}} swap
 */
export async function swapIn({ store, root, generation, lines, held }) {
  // What a since replaced key signed is no fall-back.
  const keepBefore = held !== null && isStillTrusted(root.roles.catalogue.keys, held.signers);
  await store.adopt(generation, lines, { keepBefore });
  await raiseFloor(store, root, generation);
}

/**
 * Raise the floor to a held edition. Called again when a head confirms it: the worker may have died between the swap and this.
 * @param {CatalogueStore} store
 * @param {Root} root
 * @param {Generation} generation
 */
export async function raiseFloor(store, root, { edition, manifestHash, signers }) {
  if (!isStillTrusted(root.roles.catalogue.keys, signers)) return;
  const floor = findFloor(root, await store.trust.readFloor());
  const isHigher = edition > floor.edition || (edition === floor.edition && floor.manifestHash === null);
  if (isHigher) await store.trust.writeFloor({ edition, manifestHash, signers, root: root.version });
}
