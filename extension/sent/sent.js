// What left this browser: every request of the extension, newest first, as it was handed to the browser.

import { make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { startPage } from '../lib/start.js';
import { language, words } from '../lib/words.js';

/** @typedef {import('../state/sent.js').Sent} Sent */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const status = byId('status');
/** @type {Record<Sent['why'], () => string>} */
const REASONS = {
  planned: () => words('sent_why_planned'),
  asked: () => words('sent_why_asked'),
  report: () => words('sent_why_report'),
  tickets: () => words('sent_why_tickets'),
};
/** @type {Record<string, () => string>} */
const FAULTS = {
  unreachable: () => words('sent_fault_unreachable'),
  slow: () => words('sent_fault_slow'),
  'too-large': () => words('sent_fault_too_large'),
};

await startPage();
byId('clear').addEventListener('click', () => attempt(async () => {
  await send('ui:clear-sent');
  await show();
  byId('title').focus();
  status.textContent = words('sent_cleared');
}));
// A request that was made since belongs here when the person comes back.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && attempt(show));
await attempt(show);
document.body.dataset.ready = 'true';

async function show() {
  /** @type {{requests: Sent[], count: number, bytes: number}} */
  const { requests, count, bytes } = await send('ui:get-sent');
  byId('totals').textContent = words('sent_totals', count, writeBytes(bytes));
  byId('none').hidden = requests.length > 0;
  byId('clear').hidden = requests.length === 0 && count === 0;
  byId('list').replaceChildren(...requests.map(showRequest));
}

/** @param {Sent} request */
function showRequest({ at, why, method, url, options, body, ended }) {
  // Sorted, for a browser's storage does not keep the order of names.
  const given = Object.entries(options).map(([name, value]) => `${name}: ${value}`).sort();
  return make('li', {},
    make('p', { class: 'top' },
      make('time', { datetime: new Date(at).toISOString() }, new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }).format(at)),
      make('span', {}, REASONS[why]()),
      make('span', { class: 'end' }, writeEnd(ended))),
    make('pre', { class: 'request', dir: 'ltr' }, `${method} ${url}`),
    make('p', { class: 'options', dir: 'ltr' }, ...given.flatMap((each, index) => [index ? ', ' : '', make('span', {}, each)])),
    body === null ? null : make('pre', { class: 'body', dir: 'ltr' }, body));
}

/** @param {Sent['ended']} ended */
function writeEnd(ended) {
  if (!ended) return words('sent_unseen');
  if (ended.fault) return FAULTS[ended.fault]?.() ?? words('sent_fault_unreachable');
  return words('sent_answered', String(ended.status), writeBytes(ended.bytes));
}

/** @param {number} bytes */
function writeBytes(bytes) {
  const [unit, value] = bytes < 1000 ? ['byte', bytes] : bytes < 1_000_000 ? ['kilobyte', bytes / 1000] : ['megabyte', bytes / 1_000_000];
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumSignificantDigits: 3 }).format(value);
}

/** @param {() => Promise<void>} act */
async function attempt(act) {
  try {
    status.className = '';
    await act();
  } catch (fault) {
    status.className = 'fault';
    status.textContent = words('report_failed', String(/** @type {Error} */ (fault).message));
  }
}
