// What the page of what left this browser may ask.

import { sent } from './record.js';

/** @type {Record<string, (context: import('./context.js').Context, message: any) => Promise<unknown>>} */
export const SENT_MESSAGES = {
  /** Answer the requests on the list, newest first, and how many there were in the last 30 days. */
  'ui:get-sent': () => sent.read(),

  /** Empty the list, and forget the totals. */
  'ui:clear-sent': () => sent.clear(),
};
