// What the extension's own pages may ask, all in one table; each page's messages stand in a file of their own.

import { OPTIONS_MESSAGES } from './options-messages.js';
import { OVERVIEW_MESSAGES } from './overview-messages.js';
import { POPUP_MESSAGES } from './popup-messages.js';
import { RECEIPT_MESSAGES } from './receipt-messages.js';
import { REPORT_MESSAGES } from './report-messages.js';
import { SENT_MESSAGES } from './sent-messages.js';

/** @type {Record<string, (context: import('./context.js').Context, message: any) => Promise<unknown>>} */
export const UI_MESSAGES = {
  ...POPUP_MESSAGES, ...OPTIONS_MESSAGES, ...OVERVIEW_MESSAGES, ...RECEIPT_MESSAGES, ...REPORT_MESSAGES, ...SENT_MESSAGES,
};
