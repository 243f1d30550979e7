// Brings in the catalogue that came inside the extension package: at first, after an update of the extension, and as the last repair.

import { hashHex } from './bytes.js';
import { openEnvelope, TYPES } from './envelope.js';
import { chooseLanguage } from './languages.js';
import { readHead, readManifest } from './payloads.js';
import { readPack, readRecord } from './records.js';
import { openPackagedRoot } from './roots.js';
import { swapIn } from './swap.js';
import { findNewestHead, isStillTrusted } from './trust.js';
import { buildHostIndex } from '../match/hosts.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {import('./payloads.js').Root} Root */
/** @typedef {import('./catalogue-store.js').CatalogueStore} CatalogueStore */
/** @typedef {import('./catalogue-store.js').Generation} Generation */
/**
 * @typedef {object} SeedOptions
 * @property {string} catalogue  name of the catalogue
 * @property {string} [language]  wished language of the texts, "en" when not said
 * @property {CatalogueStore} store
 * @property {(name: string) => Promise<Bytes | null>} readSeed  bytes of seed/<name>, null when the package has no such file
 */

/**
 * Adopt the packaged catalogue when nothing newer is held. A root in the package that is newer than the held one is adopted too.
 * The floor is never lowered: with a floor above it the packaged catalogue is shown until the server is reached again.
 * @param {SeedOptions} options
 * @returns {Promise<{changed: boolean, edition: number}>} edition: the current one afterwards
 * @throws {import('./faults.js').Refused} when the package itself is broken
 */
export async function adoptSeed({ catalogue, language = 'en', store, readSeed }) {
  const packaged = await openPackagedRoot(await needSeed(readSeed, 'root.json'), catalogue);
  const heldRoot = await store.trust.readRoot();
  const root = heldRoot === null || packaged.version > heldRoot.version ? packaged : heldRoot;
  if (root !== heldRoot) await store.trust.writeRoot(root);

  const manifestBytes = await needSeed(readSeed, 'manifest.json');
  // By the root it was packed with: a later rotation does not make what shipped before it foreign.
  const { payload, signers } = await openEnvelope(manifestBytes, TYPES.manifest, packaged.roles.catalogue, packaged.keys);
  const manifest = readManifest(payload, catalogue);
  const held = await store.readCurrent();
  const isTrusted = (/** @type {string[]} */ keys) => isStillTrusted(root.roles.catalogue.keys, keys);
  const isNewer = held === null || (isTrusted(held.signers) ? manifest.edition > held.edition : isTrusted(signers));
  if (held !== null && !isNewer) return { changed: false, edition: held.edition };

  const languages = Object.keys(manifest.packs);
  const chosen = chooseLanguage(language, languages);
  const { ids, hashes, lines } = await readPack(await needSeed(readSeed, `pack-${chosen}.jsonl`), manifest.packs[chosen]);
  /** @type {Generation} */
  const generation = {
    edition: manifest.edition,
    manifestHash: await hashHex(manifestBytes),
    signers,
    published: manifest.published,
    language: chosen,
    languages,
    digest: manifest.packs[chosen].digest,
    ids,
    hashes,
    hosts: buildHostIndex(ids.filter((id) => !id.includes('/')).map((id) => readRecord(lines.get(id) ?? ''))),
  };
  const issued = await adoptSeedHead({ catalogue, store, readSeed }, packaged, root);
  await swapIn({ store, root, generation, lines, held });
  await store.trust.writeStatus({
    edition: manifest.edition,
    published: manifest.published,
    confirmed_on: issued ?? manifest.published,
    withdrawn: (await store.trust.readHead())?.withdrawn ?? [],
  });
  return { changed: true, edition: manifest.edition };
}

/**
 * Repair what is held: the generation before, else the packaged catalogue. Floor, root and newest head stay.
 * @param {SeedOptions} options
 * @returns {Promise<{changed: boolean, held: Generation}>}
 */
export async function repairCatalogue({ catalogue, language, store, readSeed }) {
  let held = await store.readCurrent();
  const isWhole = held !== null && (await store.isIntact(held)) && (await store.trust.readRoot()) !== null;
  if (held !== null && isWhole) return { changed: false, held };
  held = await store.fallBack();
  if (held !== null) await store.trust.writeStatus({ edition: held.edition, published: held.published });
  await adoptSeed({ catalogue, language, store, readSeed });
  held = await store.readCurrent();
  if (held === null) throw new Error('the packaged catalogue was adopted and is not there');
  return { changed: true, held };
}

/**
 * Take the packaged head for what it hides, unless a later one was seen. An old one counts too: hiding is the safe side.
 * @param {SeedOptions} options
 * @param {Root} packaged
 * @param {Root} root
 * @returns {Promise<string | null>} when it was issued
 */
async function adoptSeedHead({ catalogue, store, readSeed }, packaged, root) {
  const bytes = await readSeed('head.json');
  if (bytes === null) return null;
  const { payload, signers } = await openEnvelope(bytes, TYPES.head, packaged.roles.timestamp, packaged.keys);
  const { issued, withdrawn } = readHead(payload, catalogue);
  const newest = findNewestHead(root, await store.trust.readHead());
  if (newest.issued === null || Date.parse(newest.issued) < Date.parse(issued)) {
    await store.trust.writeHead({ issued, withdrawn: [...new Set([...newest.withdrawn, ...withdrawn])], signers, root: packaged.version });
  }
  return issued;
}

/** @param {SeedOptions['readSeed']} readSeed @param {string} name */
async function needSeed(readSeed, name) {
  const bytes = await readSeed(name);
  if (bytes === null) throw new Error(`the extension package lacks seed/${name}`);
  return bytes;
}
