// Sends what a person reports, and asks what became of reports: the only two requests that a press, and nothing else, causes (PROTOCOL.md, 5).

import { exchange, fetchBytes, OPTIONS } from './fetch-bytes.js';
import { Unreachable } from './faults.js';

/** @typedef {import('./fetch-bytes.js').Network} Network */
/**
 * @typedef {{state: 'received' | 'looking' | 'fixed' | 'declined', edition: number | null, reason: string | null}} TicketState
 * @typedef {'no-permission' | 'unreachable' | 'slow' | 'too-large' | 'too-many' | 'refused' | 'unreadable'} ReportFault
 * @typedef {{fault: ReportFault, detail: string}} Failure  detail: the server's own sentence, when it refused
 */

export const REPORTS = 'v1/reports';
export const TICKETS = 'v1/tickets.json';

const ANSWER_LIMIT = 16 * 1024;
const TICKETS_LIMIT = 1024 * 1024;
const DETAIL_LENGTH = 300;
const TICKET = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;
const STATES = ['received', 'looking', 'fixed', 'declined'];

// Without CORS no browser asks the server first, and Firefox's Origin is "null"; with it, Firefox would name this very installation.
/** @type {Readonly<RequestInit>} */
export const REPORT_OPTIONS = Object.freeze({ ...OPTIONS, method: 'POST', mode: 'no-cors' });

/**
 * Send a report: exactly this text as it stands.
 * @param {string} server  base address
 * @param {string} body
 * @param {Network} network
 * @returns {Promise<{ticket: string} | Failure>}
 */
export async function sendReport(server, body, network) {
  return orFailure(async () => {
    const { status, bytes } = await exchange(`${server}/${REPORTS}`, { ...REPORT_OPTIONS, body }, ANSWER_LIMIT, network, () => true);
    const answer = readObject(bytes);
    if (status === 202 && typeof answer?.ticket === 'string' && TICKET.test(answer.ticket)) return { ticket: answer.ticket };
    if (status === 429) return { fault: 'too-many', detail: '' };
    if (status >= 400 && status < 500) return { fault: 'refused', detail: takeSentence(answer?.detail) };
    return { fault: status >= 500 ? 'unreachable' : 'unreadable', detail: '' };
  });
}

/**
 * Take the list of all tickets. It is the same for everybody, so that asking for it tells nothing.
 * @param {string} server  base address
 * @param {Network} network
 * @returns {Promise<{tickets: Record<string, TicketState>} | Failure>} what is not as agreed is left out
 */
export async function fetchTickets(server, network) {
  return orFailure(async () => {
    const bytes = await fetchBytes(`${server}/${TICKETS}`, TICKETS_LIMIT, network);
    const listed = readObject(bytes)?.tickets;
    if (typeof listed !== 'object' || listed === null) return { fault: 'unreadable', detail: '' };
    const tickets = Object.entries(listed).filter(([code, told]) => TICKET.test(code) && STATES.includes(told?.state));
    return { tickets: Object.fromEntries(tickets.map(([code, told]) => [code, readState(told)])) };
  });
}

/**
 * @template Answer
 * @param {() => Promise<Answer | Failure>} ask
 * @returns {Promise<Answer | Failure>}
 */
async function orFailure(ask) {
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof Unreachable)) throw fault;
    return { fault: /** @type {ReportFault} */ (fault.code), detail: '' };
  }
}

/** @param {any} told @returns {TicketState} */
function readState({ state, edition, reason }) {
  return { state, edition: Number.isSafeInteger(edition) ? edition : null, reason: typeof reason === 'string' ? reason : null };
}

/** @param {Uint8Array | null} bytes @returns {any} null when it is no JSON object */
function readObject(bytes) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? new Uint8Array()));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** @param {unknown} detail from a server: shown as a text, and no longer than a sentence */
function takeSentence(detail) {
  return typeof detail === 'string' ? detail.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, DETAIL_LENGTH) : '';
}
