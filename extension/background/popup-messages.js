// What the popup may ask: the notices of the tab in front, its guide, and how fresh the catalogue is. Other pages use some of it.

import { openTab, readActiveTab, readGrantable, readGrants } from '../lib/browser.js';
import { findSurface } from '../match/decide.js';
import { describe } from '../match/describe.js';
import { showCount } from './badge.js';
import { sayFault } from './fault-words.js';
import { markNotice } from './finish.js';
import { listPatterns } from './grants.js';
import { moveGuide, readGuide } from './guides.js';
import { openAction, openSource } from './open.js';
import { listNewPatterns } from './options-messages.js';
import { checkNow } from './poll.js';

/** @typedef {import('./context.js').Context} Context */

/** @type {Record<string, (context: Context, message: any) => Promise<unknown>>} */
export const POPUP_MESSAGES = {
  /** Answer the notices of the tab the person looks at, the guide that goes on in it, and how fresh the catalogue is. */
  async 'ui:get-tab'(context, { url }) {
    const tab = await readActiveTab();
    const [found, guide, removed, newPatterns, catalogue] = await Promise.all([
      context.findPlatform(url ?? tab?.url), readGuide(context, tab?.id), tab?.id === undefined ? null : context.session.readRemoved(tab.id),
      listNewPatterns(), describeCatalogue(context),
    ]);
    return {
      site: found ? { ...(await describeSite(context, found)), isRemoved: removed?.split('/')[0] === found.platform.id } : null,
      guide: guide && { ...guide.view, platform: guide.platform.name },
      newPatterns: newPatterns.length,
      catalogue,
    };
  },

  /** Tick a notice off, close it, or open it again. */
  async 'ui:change-mark'(context, { noticeId, change }) {
    const found = await context.readNotice(noticeId);
    if (!found) throw new Error('This notice is not in the catalogue any more.');
    await markNotice(context, found, change);
    const tab = await readActiveTab();
    if (tab?.url && (await context.findPlatform(tab.url))?.platform.id === found.platform.id) await showCount(context, tab, found);
    return describeSite(context, found);
  },

  /** Go to a step of the guide in the tab in front, or end it. */
  async 'ui:move-guide'(context, { step }) {
    return moveGuide(context, (await readActiveTab())?.id, step);
  },

  /** Open an action's page. */
  'ui:open-action': (context, { noticeId, actionId }) => openAction(context, noticeId, actionId, (url) => openTab(url)),

  /** Open a source's page. */
  'ui:open-source': (context, { noticeId, index }) => openSource(context, noticeId, index, (url) => openTab(url)),

  /** Ask the server for a newer edition, as the person wishes. */
  async 'ui:check-now'(context) {
    const outcome = await checkNow(context);
    const { published } = await context.catalogue.trust.readStatus();
    return { ...outcome, fault: sayFault(context, { fault: outcome.fault, published }) };
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
    /** Whether the person themselves keeps the platform's notices in the toolbar. */
    isKept: platform.surface === 'page' && choices.toolbar_only.includes(platform.id),
    surface: findSurface(platform, choices),
    why,
    missing: patterns.filter((pattern) => grantable.has(pattern) && !grants.has(pattern)),
    notices: judged.map((item) => ({
      ...describe(item, { words: context.words, language: context.language, now: context.now(), region: choices.region, mark: marks[item.notice.id] }),
      isKept: choices.toolbar_only.includes(item.notice.id),
    })),
  };
}

/** @param {Context} context */
async function describeCatalogue(context) {
  const [status, server] = await Promise.all([context.catalogue.trust.readStatus(), context.readServer()]);
  return { ...status, server, fault: sayFault(context, status) };
}
