// What the report page says at its foot: how it goes, and in words why a report was not taken or tickets were not looked up.

import { words } from '../lib/words.js';

/** @typedef {import('../sync/send-report.js').Failure} Failure */

const status = /** @type {HTMLElement} */ (document.getElementById('status'));

/** @type {Record<Failure['fault'], (detail: string) => string>} */
const SENTENCES = {
  'no-permission': () => words('report_fault_permission'),
  unreachable: () => words('report_fault_unreachable'),
  slow: () => words('report_fault_unreachable'),
  'too-large': () => words('report_fault_unreadable'),
  unreadable: () => words('report_fault_unreadable'),
  'too-many': () => words('report_fault_too_many'),
  refused: (detail) => words('report_fault_refused', detail),
};

/** @param {Failure} failure */
export const nameFault = ({ fault, detail }) => SENTENCES[fault](detail);

/** @param {string} sentence @param {boolean} [isFault] */
export function say(sentence, isFault = false) {
  status.className = isFault ? 'fault' : '';
  status.textContent = sentence;
}

/** Do something; what goes wrong is said. @param {() => Promise<void>} act */
export async function attempt(act) {
  try {
    await act();
  } catch (fault) {
    say(words('report_failed', String(/** @type {Error} */ (fault).message)), true);
  }
}
