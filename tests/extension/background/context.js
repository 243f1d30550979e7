// Makes the background's context for tests: the real code on a catalogue and a storage that the test holds.

import { readHost } from '../../../extension/match/hosts.js';

/** @typedef {{platform: any, notices: any[]}} Found */

/**
 * Make a context. The browser's API must stand in globalThis.chrome before.
 * @param {object} given
 * @param {() => Record<string, any>} given.held  what is kept on the device
 * @param {() => Record<string, Found>} given.catalogue  by platform id
 * @param {() => number} given.now
 * @param {Partial<import('../../../extension/match/decide.js').Choices>} [given.choices]  besides those that are held
 * @returns {Promise<any>}
 */
export async function makeTestContext({ held, catalogue, now, choices = {} }) {
  const [{ language, words }, { decide }, { readChoices }, { Marks }, { Session }, { inTurn }, { readPolicy }] = await Promise.all([
    import('../../../extension/lib/words.js'), import('../../../extension/match/decide.js'), import('../../../extension/state/choices.js'),
    import('../../../extension/state/marks.js'), import('../../../extension/state/session.js'), import('../../../extension/state/turn.js'),
    import('../../../extension/background/managed.js'),
  ]);
  const area = { get: async (/** @type {string} */ key) => held()[key], set: async (/** @type {string} */ key, /** @type {unknown} */ value) => void (held()[key] = value) };
  /** @type {Record<string, any>} what ends with the browser */
  const passing = {};
  const [marks, session] = [new Marks(area), new Session({ get: async (key) => passing[key], set: async (key, value) => void (passing[key] = value) })];
  return {
    words,
    get language() {
      return language();
    },
    marks,
    session,
    inTurn: (/** @type {() => Promise<unknown>} */ act) => inTurn(session, act),
    now,
    catalogue: {
      readHosts: async () => Object.fromEntries(Object.values(catalogue()).map(({ platform }) => [platform.hosts[0], platform.id])),
      readCurrent: async () => ({}),
      readRecords: async (/** @type {object} */ _, /** @type {string[]} */ ids) => ids.map((id) => catalogue()[id].platform),
      trust: { readStatus: async () => ({ edition: 1, fault: null }) },
    },
    async readHosts() {
      return this.catalogue.readHosts();
    },
    mayFetch: async () => true,
    readWhole: (/** @type {() => Promise<unknown>} */ read) => read(),
    readPolicy: () => readPolicy(['https://notices.example', 'https://mirror.example']),
    readServer: async () => 'https://notices.example',
    readChoices: async () => ({ ...(await readChoices(area)), ...choices, ...(await readPolicy([])).choices }),
    findPlatform: async (/** @type {string} */ url) => Object.values(catalogue()).find(({ platform }) => platform.hosts.includes(readHost(url))) ?? null,
    readPlatform: async (/** @type {string} */ id) => catalogue()[id] ?? null,
    async readNotice(/** @type {string} */ id) {
      const found = catalogue()[String(id).split('/')[0]];
      const notice = found?.notices.find((each) => each.id === id);
      return found && notice ? { ...found, notice } : null;
    },
    async judge(/** @type {Found} */ found) {
      const [all, own] = [await marks.read(), await this.readChoices()];
      const [lastUnasked, shownInVisit] = [await session.readLastUnasked(), await session.readShown(found.platform.id, now())];
      return { ...decide({ ...found, marks: all, choices: own, now: now(), lastUnasked, shownInVisit }), marks: all, choices: own };
    },
  };
}
