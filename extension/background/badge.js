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
  if (url !== undefined && !(await isShown(id, url))) return;
  const { words } = context;
  const open = judged.filter(({ state }) => state === 'open' || state === 'changed').length;
  const title = open ? words('badge_open', found.platform.name, open) : words('badge_none', found.platform.name);
  await setBadge(id, { text: open ? String(open) : '', title });
  // The browser takes the count away with its page; one that came a moment too late for that is taken away here.
  if (url !== undefined && !(await isShown(id, url))) await setBadge(id, { text: '', title: '' });
}

/**
 * Say whether a page is still in its tab. Meanwhile another may be, and one that we may not know the address of is another.
 * @param {number} id  of the tab
 * @param {string} url
 */
async function isShown(id, url) {
  const shown = await readTabUrl(id);
  return shown !== undefined && readHost(shown) === readHost(url);
}
