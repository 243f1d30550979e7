// What the extension's own pages may ask: popup, welcome and options.

import { lasting, openTab, readActiveTab, readGrantable, readGrants } from '../lib/browser.js';
import { lastMaterial } from '../match/decide.js';
import { describe } from '../match/describe.js';
import { changeChoices } from '../state/choices.js';
import { listPatterns } from './grants.js';
import { openAction, openSource } from './open.js';
import { checkNow } from './poll.js';

/** @typedef {import('./context.js').Context} Context */

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
      const patterns = listPatterns(hosts.filter(([, owner]) => owner === id).map(([host]) => host));
      const name = (await context.readPlatform(id))?.platform.name ?? id;
      return { id, name, patterns: patterns.filter((pattern) => grantable.has(pattern)), isGranted: patterns.every((pattern) => grants.has(pattern)) };
    }));
    return platforms.sort((a, b) => a.name.localeCompare(b.name, context.language));
  },

  /** Answer the choices, the region guessed when none was chosen. */
  'ui:get-choices': (context) => context.readChoices(),

  /** Change choices. */
  'ui:change-choices': (_, { changes }) => changeChoices(lasting, changes),

  /** Tick a notice off, close it, or open it again. */
  async 'ui:change-mark'(context, { noticeId, change }) {
    const found = await context.readNotice(noticeId);
    if (!found) throw new Error('This notice is not in the catalogue any more.');
    await context.marks.change(noticeId, change, { revision: lastMaterial(found.notice), now: context.now() });
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

/** @param {Context} context */
async function describeCatalogue({ catalogue, stamp }) {
  return { ...(await catalogue.trust.readStatus()), server: stamp.server };
}
