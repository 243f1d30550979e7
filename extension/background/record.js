// The one list of what left this browser: everything in the background that asks a server says so here.

import { lasting } from '../lib/browser.js';
import { SentList } from '../state/sent.js';

export const sent = new SentList(lasting, () => Date.now());

/**
 * Answer what a request is told to (fetch-bytes.js), with why it is made.
 * @param {import('../state/sent.js').Why} why
 * @returns {NonNullable<import('../sync/fetch-bytes.js').Network['record']>}
 */
export const recordAs = (why) => (asked) => sent.begin(why, asked);
