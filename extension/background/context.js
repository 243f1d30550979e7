// What every answer of the background needs, made anew whenever the browser wakes it: catalogue, marks, choices, session, the clock.

import { fileUrl, holdsGrants, lasting, passing } from '../lib/browser.js';
import { language, speak, wishedLanguage, words } from '../lib/words.js';
import { guessRegion } from '../match/regions.js';
import { decide } from '../match/decide.js';
import { findPlatform, readHost } from '../match/hosts.js';
import { readChoices } from '../state/choices.js';
import { Marks } from '../state/marks.js';
import { Session } from '../state/session.js';
import { inTurn } from '../state/turn.js';
import { CatalogueStore } from '../sync/catalogue-store.js';
import { Damaged } from '../sync/faults.js';
import { readPackagedFile, readStamp } from '../sync/packaged.js';
import { repairCatalogue } from '../sync/sync.js';
import { readPolicy } from './managed.js';
import { findSpoken } from './spoken.js';

/** @typedef {import('../match/decide.js').Platform} Platform */
/** @typedef {import('../match/decide.js').Notice} Notice */
/** @typedef {{platform: Platform, notices: Notice[]}} Found  without what is withdrawn */
/** @typedef {Awaited<ReturnType<typeof makeContext>>} Context */

/** Make the context. */
export async function makeContext() {
  const catalogue = new CatalogueStore({ indexedDB, keep: lasting });
  // Every answer needs it: it is read while the rest is made ready. A fault comes up again where it is asked for.
  catalogue.readCurrent().catch(() => {});
  const stamp = await readStamp(fileUrl('stamp.json'));
  const marks = new Marks(lasting);
  const session = new Session(passing);

  const context = {
    stamp,
    catalogue,
    marks,
    session,
    words,
    /** Only one page at a time is told whether it may show something unasked: of two that load at once, one waits. */
    /** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
    inTurn: (act) => inTurn(session, act),
    get language() {
      return language();
    },
    now: () => Date.now(),

    /** @param {string} name */
    readSeed: (name) => readPackagedFile(fileUrl(`seed/${name}`)),

    /** Say whether this copy may reach an address, be it of its server or of a page. @param {string} url @returns {Promise<boolean>} */
    mayFetch: async (url) => holdsGrants([`${new URL(url).protocol}//${new URL(url).hostname}/*`]),

    /** What the administrator of this machine set. */
    readPolicy: () => readPolicy([stamp.server, ...(stamp.also ?? [])].filter((server) => server !== null)),

    /** The server that news come from; null in a copy without one. @returns {Promise<string | null>} */
    async readServer() {
      return (await this.readPolicy()).server ?? stamp.server;
    },

    /** The person's choices, below the administrator's; until a region is chosen, it is guessed on the device. From here on their language is spoken. */
    async readChoices() {
      const [choices, policy] = await Promise.all([readChoices(lasting), this.readPolicy()]);
      speak(choices.language);
      const guessed = guessRegion(navigator.languages, Intl.DateTimeFormat().resolvedOptions().timeZone);
      return { ...choices, region: choices.region ?? guessed, ...policy.choices };
    },

    /**
     * @param {string | undefined} url of a page
     * @returns {Promise<Found | null>} the platform it belongs to
     */
    async findPlatform(url) {
      const host = url ? readHost(url) : null;
      const id = host && findPlatform(await this.readHosts(), host);
      return id ? this.readPlatform(id) : null;
    },

    /** The hosts that are covered, each with its platform. A catalogue that was lost on this device is taken from the package again. */
    async readHosts() {
      if (!(await catalogue.readCurrent()) && (await this.readSeed('manifest.json'))) await this.repair();
      return catalogue.readHosts();
    },

    /** @param {string} id @returns {Promise<Found | null>} */
    async readPlatform(id) {
      const found = /** @type {(Found & {language: string}) | null} */ (await this.readWhole(() => catalogue.readPlatform(id)));
      if (!found) return null;
      const withdrawn = new Set((await catalogue.trust.readStatus()).withdrawn);
      const notices = found.notices
        .filter((notice) => !withdrawn.has(notice.id))
        .map((notice) => ({
          ...notice,
          actions: notice.actions.filter(({ id: own }) => !withdrawn.has(`${notice.id}/${own}`)),
          spoken: findSpoken(notice.english, found.language),
        }));
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
        await this.repair();
        return read();
      }
    },

    repair: () => repairCatalogue({ catalogue: stamp.catalogue, language: wishedLanguage(), store: catalogue, readSeed: context.readSeed }),

    /** @param {string} noticeId @returns {Promise<(Found & {notice: Notice}) | null>} */
    async readNotice(noticeId) {
      const found = await this.readPlatform(String(noticeId).split('/')[0]);
      const notice = found?.notices.find(({ id }) => id === noticeId);
      return found && notice ? { ...found, notice } : null;
    },

    /** Judge a platform's notices for this person, now. @param {Found} found */
    async judge({ platform, notices }) {
      const now = this.now();
      const [all, choices, lastUnasked, shownInVisit] = await Promise.all([
        marks.read(), this.readChoices(), session.readLastUnasked(), session.readShown(platform.id, now),
      ]);
      return { ...decide({ platform, notices, marks: all, choices, now, lastUnasked, shownInVisit }), marks: all, choices };
    },
  };
  await context.readChoices();
  return context;
}
