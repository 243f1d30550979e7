// What the options and the welcome page may ask: the person's choices, what they can undo, and where the extension may run.

import { lasting, readGrantable, readGrants } from '../lib/browser.js';
import { lastMaterial } from '../match/decide.js';
import { changeChoices } from '../state/choices.js';
import { listPatterns, registerScripts } from './grants.js';
import { takeLanguage } from './poll.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {import('../match/decide.js').Spoken} Spoken
 * @typedef {{id: string, headline: string, spoken: Spoken, platform: string, state: 'done' | 'closed' | 'snoozed', done_on: string | null,
 *   until: number | null}} DealtNotice  done_on: a day; until: milliseconds since the epoch
 * @typedef {{id: string, name: string, spoken: Spoken | null}} Named  a platform by its name, or a notice by its headline, which is spoken
 * @typedef {{muted: Named[], toolbar: Named[], notices: DealtNotice[]}} DealtWith
 * @typedef {import('../match/decide.js').Choices & {locked: string[], faults: string[]}} KnownChoices
 *   locked: names of choices that the administrator of this machine made; faults: names of settings of theirs that cannot be used
 */

/** Where the extension keeps which host patterns the person was offered. */
const OFFERED = 'offered';

/** @type {Record<string, (context: Context, message: any) => Promise<unknown>>} */
export const OPTIONS_MESSAGES = {
  /** Answer the platforms this copy may ask to run on, each with its hosts and whether they are granted. The person sees this list. */
  async 'ui:get-platforms'(context) {
    const [grants, grantable] = [new Set(await readGrants()), new Set(readGrantable())];
    const hosts = Object.entries(await context.readHosts());
    const ids = [...new Set(hosts.map(([, id]) => id))];
    const platforms = await Promise.all(ids.map(async (id) => {
      const all = listPatterns(hosts.filter(([, owner]) => owner === id).map(([host]) => host));
      const name = (await context.readPlatform(id))?.platform.name ?? id;
      const [patterns, isGranted] = [all.filter((pattern) => grantable.has(pattern)), all.every((pattern) => grants.has(pattern))];
      return { id, name, patterns, isGranted };
    }));
    await lasting.set(OFFERED, [...grantable]);
    return platforms.sort((a, b) => a.name.localeCompare(b.name, context.language));
  },

  /** Answer the choices, the region guessed when none was chosen, and which of them an administrator made. */
  'ui:get-choices': (context) => readKnownChoices(context),

  /** Answer the language that the person chose for the extension, or null. */
  'ui:get-language': async (context) => (await context.readChoices()).language,

  /** Change choices, and where the scripts run when that follows from them; all or nothing. */
  async 'ui:change-choices'(context, { changes }) {
    const before = await context.readChoices();
    const after = await changeChoices(lasting, changes);
    if (after.surface !== before.surface || String(after.toolbar_only) !== String(before.toolbar_only)) {
      try {
        await registerScripts(context);
      } catch (fault) {
        await changeChoices(lasting, { surface: before.surface, toolbar_only: before.toolbar_only });
        throw fault;
      }
    }
    const known = await readKnownChoices(context);
    // Not waited for: the choice is kept, whatever the server does.
    if (after.language !== before.language) void takeLanguage(context);
    return known;
  },

  /** Answer what the person can undo: platforms left alone, what stays in the toolbar, and notices dealt with, as long as that holds. */
  async 'ui:get-dealt-with'(context) {
    const [marks, choices] = [await context.marks.read(), await context.readChoices()];
    const byName = new Intl.Collator(context.language).compare;
    const notices = await Promise.all(Object.entries(marks).map(async ([id, mark]) => {
      const found = await context.readNotice(id);
      const dealt = found && describeMark(mark, lastMaterial(found.notice), context.now());
      return dealt && { id, headline: found.notice.headline, spoken: found.notice.spoken, platform: found.platform.name, ...dealt };
    }));
    const name = async (/** @type {string[]} */ ids) =>
      (await Promise.all(ids.map((id) => nameId(context, id)))).sort((a, b) => byName(a.name, b.name));
    return {
      muted: await name(choices.muted),
      toolbar: await name(choices.toolbar_only),
      notices: notices.filter((notice) => notice !== null).sort((a, b) => byName(a.platform, b.platform) || (a.id < b.id ? -1 : 1)),
    };
  },
};

/**
 * Answer the patterns that an update brought and the person was not offered yet; none before they saw the list for the first time.
 * @returns {Promise<string[]>}
 */
export async function listNewPatterns() {
  const offered = await lasting.get(OFFERED);
  if (!Array.isArray(offered)) return [];
  const known = new Set([...offered, ...(await readGrants())]);
  return readGrantable().filter((pattern) => !known.has(pattern));
}

/** @param {Context} context @returns {Promise<KnownChoices>} */
async function readKnownChoices(context) {
  const [choices, policy] = [await context.readChoices(), await context.readPolicy()];
  return { ...choices, locked: Object.keys(policy.choices), faults: policy.faults };
}

/** @param {Context} context @param {string} id of a platform or notice @returns {Promise<Named>} */
async function nameId(context, id) {
  if (!id.includes('/')) return { id, name: (await context.readPlatform(id))?.platform.name ?? id, spoken: null };
  const notice = (await context.readNotice(id))?.notice;
  return { id, name: notice?.headline ?? id, spoken: notice?.spoken ?? null };
}

/**
 * Say what a mark still stands for: after a material revision it stands for nothing, and the notice is open again.
 * @param {import('../match/decide.js').Mark} mark
 * @param {number} material  the notice's last material revision
 * @param {number} now
 * @returns {Pick<DealtNotice, 'state' | 'done_on' | 'until'> | null}
 */
function describeMark(mark, material, now) {
  if (mark.done && mark.done.revision >= material) return { state: 'done', done_on: mark.done.on, until: null };
  if (mark.closed && mark.closed >= material) return { state: 'closed', done_on: null, until: null };
  if (mark.snoozed_until && mark.snoozed_until > now) return { state: 'snoozed', done_on: null, until: mark.snoozed_until };
  return null;
}
