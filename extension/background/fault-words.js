// What went wrong when the server was asked, in the person's language: what happened, what is safe, what to do.

import { writeDate } from '../match/describe.js';

/** @typedef {import('./context.js').Context} Context */

/**
 * Say a fault in a sentence.
 * @param {Pick<Context, 'words' | 'language'>} context
 * @param {{fault: {code: string} | null, published: string | null}} status  published: the held catalogue's, null when none is held
 * @returns {string} empty when there was none
 */
export function sayFault({ words, language }, { fault, published }) {
  if (!fault) return '';
  const kept = published === null ? words('fault_nothing_kept') : words('fault_kept', writeDate(published.slice(0, 10), language));
  return words(`fault_${fault.code.replaceAll('-', '_')}`, kept);
}
