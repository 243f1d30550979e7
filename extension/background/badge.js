// The count beside the toolbar's icon: how many notices are open on the page in a tab.

import { readTabUrl, setBadge } from '../lib/browser.js';
import { readHost } from '../match/hosts.js';

/** @typedef {import('./context.js').Context} Context */

/**
 * Show how many notices of a platform are open on the toolbar's icon of a tab.
 * @param {Context} context
 * @param {{id?: number, url?: string}} page  the tab, and the page in it that this is about
 * @param {import('./context.js').Found} found
 * @param {import('../match/decide.js').Judged[]} [known]  its notices as they are judged now, where the caller knows them
 */
export async function showCount(context, { id, url }, found, known) {
  if (id === undefined) return;
  const judged = known ?? (await context.judge(found)).judged;
  // Meanwhile another page may be in the tab, and one that we may not know the address of is another: its count is not this one's.
  const shown = await readTabUrl(id);
  if (url !== undefined && (shown === undefined || readHost(shown) !== readHost(url))) return;
  const { words } = context;
  const open = judged.filter(({ state }) => state === 'open' || state === 'changed').length;
  const title = open ? words('badge_open', found.platform.name, open) : words('badge_none', found.platform.name);
  await setBadge(id, { text: open ? String(open) : '', title });
}
