// The tickets of this device: a list, and what became of each once the person looks that up.

import { make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';
import { attempt, nameFault, say } from './status.js';

/** @typedef {import('../state/tickets.js').Ticket} Ticket */
/** @typedef {import('../sync/send-report.js').TicketState} TicketState */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

const DAY = 86_400_000;
/** @type {Record<string, () => string>} */
const KINDS = {
  'dead-link': () => words('report_dead_link'),
  moved: () => words('report_moved'),
  wrong: () => words('report_wrong'),
  other: () => words('report_other'),
};
/** @type {Record<string, () => string>} */
const REASONS = {
  'as-stated': () => words('report_reason_as_stated'),
  known: () => words('report_reason_known'),
  unclear: () => words('report_reason_unclear'),
  'not-covered': () => words('report_reason_not_covered'),
};

/** Show the tickets that are kept on this device. */
export async function showTickets() {
  /** @type {Ticket[]} */
  const tickets = await send('ui:get-tickets');
  byId('tickets-none').hidden = tickets.length > 0;
  byId('tickets-row').hidden = tickets.length === 0;
  byId('tickets').replaceChildren(...tickets.map((ticket) => make('li', {},
    make('strong', { class: 'code', dir: 'ltr' }, ticket.code),
    make('p', {}, KINDS[ticket.kind]?.() ?? ticket.kind, ' · ', make('span', { dir: 'ltr' }, ticket.notice_id), ' · ', writeDate(ticket.day, language())),
    make('p', { class: 'state', 'data-code': ticket.code, 'data-day': ticket.day }))));
}

byId('look-up').addEventListener('click', () => attempt(async () => {
  say(words('report_looking_up'));
  const answer = await send('ui:look-up-tickets');
  if ('fault' in answer) return say(nameFault(answer), true);
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#tickets .state'))) {
    const { code = '', day = '' } = line.dataset;
    if (code in answer.tickets) line.textContent = writeState(answer.tickets[code], day);
  }
  return say(words('report_looked_up'));
}));
byId('clear').addEventListener('click', () => attempt(async () => {
  await send('ui:clear-tickets');
  await showTickets();
  byId('tickets-title').focus();
  say(words('report_cleared'));
}));

/** @param {TicketState | null} told  null: not on the server's list @param {string} day of the report */
function writeState(told, day) {
  // The list is brought up within seconds, and may be held for minutes on its way.
  const isNew = Date.now() - Date.parse(day) < 2 * DAY;
  if (!told) return words(isNew ? 'report_state_unlisted_yet' : 'report_state_unlisted');
  if (told.state === 'fixed') return words('report_state_fixed', String(told.edition));
  if (told.state === 'declined') return REASONS[told.reason ?? '']?.() ?? words('report_state_declined');
  return words(told.state === 'looking' ? 'report_state_looking' : 'report_state_received');
}
