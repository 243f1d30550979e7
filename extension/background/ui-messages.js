// What the extension's own pages may ask: popup, welcome, options and overview.

import { lasting, openTab, readActiveTab, readGrantable, readGrants } from '../lib/browser.js';
import { sortActions } from '../match/actions.js';
import { decide, lastMaterial } from '../match/decide.js';
import { describe } from '../match/describe.js';
import { expandRegion } from '../match/regions.js';
import { changeChoices } from '../state/choices.js';
import { markNotice } from './finish.js';
import { listPatterns, registerScripts } from './grants.js';
import { openAction, openSource } from './open.js';
import { checkNow } from './poll.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {{id: string, headline: string, platform: string, state: 'done' | 'closed' | 'snoozed', done_on: string | null,
 *   until: number | null}} DealtNotice  done_on: a day; until: milliseconds since the epoch
 * @typedef {{muted: {id: string, name: string}[], notices: DealtNotice[]}} DealtWith
 * @typedef {{id: string, topic: string, headline: string, state: import('../match/decide.js').State, isTask: boolean,
 *   action: {id: string, label: string, isMail: boolean} | null}} OverviewNotice  isTask: counts as something to do
 * @typedef {{id: string, name: string, also: string, notices: OverviewNotice[]}} OverviewPlatform  also: other names to search by
 */

/** @type {Record<string, (context: Context, message: any) => Promise<unknown>>} */
export const UI_MESSAGES = {
  /** Answer the notices of the tab the person looks at, and how fresh the catalogue is. */
  async 'ui:get-tab'(context, { url }) {
    const tab = await readActiveTab();
    const found = await context.findPlatform(url ?? tab?.url);
    return { site: found ? await describeSite(context, found) : null, catalogue: await describeCatalogue(context) };
  },

  /** Answer the platforms this copy may ask to run on, each with its hosts and whether they are granted. */
  async 'ui:get-platforms'(context) {
    const [grants, grantable] = [new Set(await readGrants()), new Set(readGrantable())];
    const hosts = Object.entries(await context.catalogue.readHosts());
    const ids = [...new Set(hosts.map(([, id]) => id))];
    const platforms = await Promise.all(ids.map(async (id) => {
      const all = listPatterns(hosts.filter(([, owner]) => owner === id).map(([host]) => host));
      const name = (await context.readPlatform(id))?.platform.name ?? id;
      const [patterns, isGranted] = [all.filter((pattern) => grantable.has(pattern)), all.every((pattern) => grants.has(pattern))];
      return { id, name, patterns, isGranted };
    }));
    return platforms.sort((a, b) => a.name.localeCompare(b.name, context.language));
  },

  /** Answer the choices, the region guessed when none was chosen. */
  'ui:get-choices': (context) => context.readChoices(),

  /** Change choices, and where the scripts run when that follows from them; all or nothing. */
  async 'ui:change-choices'(context, { changes }) {
    const { surface } = await context.readChoices();
    const { surface: wanted } = await changeChoices(lasting, changes);
    if (wanted !== surface) {
      try {
        await registerScripts(context);
      } catch (fault) {
        await changeChoices(lasting, { surface });
        throw fault;
      }
    }
    return context.readChoices();
  },

  /** Answer what the person can undo: platforms left alone, and notices done, closed or put off, as long as that holds. */
  async 'ui:get-dealt-with'(context) {
    const [marks, { muted }] = [await context.marks.read(), await context.readChoices()];
    const byName = new Intl.Collator(context.language).compare;
    const notices = await Promise.all(Object.entries(marks).map(async ([id, mark]) => {
      const found = await context.readNotice(id);
      const dealt = found && describeMark(mark, lastMaterial(found.notice), context.now());
      return dealt && { id, headline: found.notice.headline, platform: found.platform.name, ...dealt };
    }));
    const platforms = await Promise.all(muted.map(async (id) => ({ id, name: (await context.readPlatform(id))?.platform.name ?? id })));
    return {
      muted: platforms.sort((a, b) => byName(a.name, b.name)),
      notices: notices.filter((notice) => notice !== null).sort((a, b) => byName(a.platform, b.platform) || (a.id < b.id ? -1 : 1)),
    };
  },

  /** Answer every covered platform with its notices, or only the one with an id; by name, open notices first. */
  async 'ui:get-overview'(context, { id }) {
    const [marks, choices] = [await context.marks.read(), await context.readChoices()];
    const ids = new Set(Object.values(await context.catalogue.readHosts()));
    const all = await Promise.all([...ids].filter((each) => !id || each === id).map((each) => context.readPlatform(each)));
    const byName = new Intl.Collator(context.language).compare;
    const person = { marks, choices, now: context.now() };
    const platforms = all.filter((found) => found !== null).map((found) => describeInOverview(found, person));
    return { platforms: platforms.sort((a, b) => byName(a.name, b.name)), hasCatalogue: ids.size > 0 };
  },

  /** Tick a notice off, close it, or open it again. */
  async 'ui:change-mark'(context, { noticeId, change }) {
    const found = await context.readNotice(noticeId);
    if (!found) throw new Error('This notice is not in the catalogue any more.');
    await markNotice(context, found, change);
    return describeSite(context, found);
  },

  /** Open an action's page. */
  'ui:open-action': (context, { noticeId, actionId }) => openAction(context, noticeId, actionId, (url) => openTab(url)),

  /** Open a source's page. */
  'ui:open-source': (context, { noticeId, index }) => openSource(context, noticeId, index, (url) => openTab(url)),

  /** Ask the server for a newer edition, as the person wishes. */
  async 'ui:check-now'(context) {
    const outcome = await checkNow(context);
    return { ...outcome, catalogue: await describeCatalogue(context) };
  },
};

/** @param {Context} context @param {import('./context.js').Found} found */
async function describeSite(context, found) {
  const { judged, why, marks, choices } = await context.judge(found);
  const { platform } = found;
  const patterns = listPatterns(platform.hosts);
  const [grants, grantable] = [new Set(await readGrants()), new Set(readGrantable())];
  return {
    id: platform.id,
    name: platform.name,
    isMuted: choices.muted.includes(platform.id),
    why,
    missing: patterns.filter((pattern) => grantable.has(pattern) && !grants.has(pattern)),
    notices: judged.map((item) =>
      describe(item, { ...context, now: context.now(), region: choices.region, mark: marks[item.notice.id] }),
    ),
  };
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

/**
 * @param {import('./context.js').Found} found
 * @param {{marks: Record<string, import('../match/decide.js').Mark>, choices: import('../match/decide.js').Choices, now: number}} person
 * @returns {OverviewPlatform}
 */
function describeInOverview({ platform, notices }, { marks, choices, now }) {
  // Topics say what may come up unasked; here the person asks.
  const { judged } = decide({ platform, notices, marks, choices: { ...choices, topics: null }, now, lastUnasked: null });
  const region = expandRegion(choices.region);
  return {
    id: platform.id,
    name: platform.name,
    also: [platform.company, ...platform.former_names].join(' '),
    notices: judged.map(({ notice, state }) => {
      const [action] = sortActions(notice.actions, region);
      return {
        id: notice.id,
        topic: notice.topic,
        headline: notice.headline,
        state,
        isTask: notice.attention === 'act' && state !== 'elsewhere',
        action: action ? { id: action.id, label: action.label, isMail: action.url.startsWith('mailto:') } : null,
      };
    }),
  };
}

/** @param {Context} context */
async function describeCatalogue({ catalogue, stamp }) {
  return { ...(await catalogue.trust.readStatus()), server: stamp.server };
}
