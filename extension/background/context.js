// What every answer of the background needs, made anew whenever the browser wakes it: the catalogue, marks, choices, the clock.

import { fileUrl, holdsGrants, lasting, passing } from '../lib/browser.js';
import { language, words } from '../lib/words.js';
import { guessRegion } from '../match/regions.js';
import { decide } from '../match/decide.js';
import { findPlatform, readHost } from '../match/hosts.js';
import { readChoices } from '../state/choices.js';
import { Marks } from '../state/marks.js';
import { CatalogueStore } from '../sync/catalogue-store.js';
import { Damaged } from '../sync/faults.js';
import { readPackagedFile, readStamp } from '../sync/packaged.js';
import { repairCatalogue } from '../sync/sync.js';

const LAST_UNASKED = 'last_unasked';

/** @typedef {import('../match/decide.js').Platform} Platform */
/** @typedef {import('../match/decide.js').Notice} Notice */
/** @typedef {{platform: Platform, notices: Notice[]}} Found  without what is withdrawn */
/** @typedef {Awaited<ReturnType<typeof makeContext>>} Context */

/** Make the context. */
export async function makeContext() {
  const stamp = await readStamp(fileUrl('stamp.json'));
  const catalogue = new CatalogueStore({ indexedDB, keep: lasting });
  const marks = new Marks(lasting);

  return {
    stamp,
    catalogue,
    marks,
    words,
    language: language(),
    now: () => Date.now(),

    /** @param {string} name */
    readSeed: (name) => readPackagedFile(fileUrl(`seed/${name}`)),

    /** @param {string} url @returns {Promise<boolean>} */
    mayFetch: (url) => holdsGrants([`${new URL(url).protocol}//${new URL(url).hostname}/*`]),

    /** The person's choices; until a region is chosen, it is guessed on the device. */
    async readChoices() {
      const choices = await readChoices(lasting);
      const guessed = guessRegion(navigator.languages, Intl.DateTimeFormat().resolvedOptions().timeZone);
      return { ...choices, region: choices.region ?? guessed };
    },

    /**
     * @param {string | undefined} url of a page
     * @returns {Promise<Found | null>} the platform it belongs to
     */
    async findPlatform(url) {
      const host = url ? readHost(url) : null;
      const id = host && findPlatform(await catalogue.readHosts(), host);
      return id ? this.readPlatform(id) : null;
    },

    /** @param {string} id @returns {Promise<Found | null>} */
    async readPlatform(id) {
      const found = /** @type {Found | null} */ (await this.readWhole(() => catalogue.readPlatform(id)));
      if (!found) return null;
      const withdrawn = new Set((await catalogue.trust.readStatus()).withdrawn);
      const notices = found.notices
        .filter((notice) => !withdrawn.has(notice.id))
        .map((notice) => ({ ...notice, actions: notice.actions.filter(({ id: own }) => !withdrawn.has(`${notice.id}/${own}`)) }));
      return { platform: found.platform, notices };
    },

    /**
     * Read from the catalogue; when it is damaged on this device, repair it and read again.
     * @template T
     * @param {() => Promise<T>} read
     */
    async readWhole(read) {
      try {
        return await read();
      } catch (fault) {
        if (!(fault instanceof Damaged)) throw fault;
        await repairCatalogue({ catalogue: stamp.catalogue, store: catalogue, readSeed: this.readSeed });
        return read();
      }
    },

    /** @param {string} noticeId @returns {Promise<(Found & {notice: Notice}) | null>} */
    async readNotice(noticeId) {
      const found = await this.readPlatform(String(noticeId).split('/')[0]);
      const notice = found?.notices.find(({ id }) => id === noticeId);
      return found && notice ? { ...found, notice } : null;
    },

    /** Judge a platform's notices for this person, now. @param {Found} found */
    async judge({ platform, notices }) {
      const lastUnasked = (await passing.get(LAST_UNASKED)) ?? null;
      const [all, choices] = [await marks.read(), await this.readChoices()];
      return { ...decide({ platform, notices, marks: all, choices, now: this.now(), lastUnasked }), marks: all, choices };
    },

    /** Remember that a banner came up unasked, until the browser ends. @param {string} noticeId */
    noteUnasked(noticeId) {
      return passing.set(LAST_UNASKED, { id: noticeId, at: this.now() });
    },
  };
}
