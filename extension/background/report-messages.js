// What may be asked about reports: to open the page, to see its notice, to prove the work, to send, and to look tickets up.

import { fileUrl, lasting, openTab } from '../lib/browser.js';
import { Tickets } from '../state/tickets.js';
import { findNumber } from '../sync/proof.js';
import { fetchTickets, REPORTS, sendReport } from '../sync/send-report.js';
import { recordAs } from './record.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {{id: string, revision: number, headline: string, spoken: import('../match/decide.js').Spoken, platform: string,
 *   actions: {id: string, label: string}[]}} ReportedNotice
 * @typedef {{address: string | null, notice: ReportedNotice | null}} ReportForm  address: where a report is sent to, null in a copy
 *   that belongs to no server
 */

// So many numbers take some tens of milliseconds: between two answers the page can tell how far it is, and be told to stop.
const TRIES = 4096;
const tickets = new Tickets(lasting);

/** @type {Record<string, (context: Context, message: any) => Promise<unknown>>} */
export const REPORT_MESSAGES = {
  /** Open the page on which a problem with a notice is reported. */
  'ui:open-report': (_, { noticeId, actionId }) => openReport({ noticeId, actionId }),

  /** Answer what a report about a notice needs. */
  async 'ui:get-report-form'(context, { noticeId }) {
    const found = await context.readNotice(noticeId);
    const server = await context.readServer();
    const address = server && `${server}/${REPORTS}`;
    if (!found) return { address, notice: null };
    const { platform, notice } = found;
    const actions = notice.actions.map(({ id, label }) => ({ id, label }));
    const { id, revision, headline, spoken } = notice;
    return { address, notice: { id, revision, headline, spoken, platform: platform.name, actions } };
  },

  /** Try some numbers for the proof of work; answer the one that proves it, or null, and where to go on. */
  async 'ui:prove-report'(_, { begin, end, from }) {
    return { number: await findNumber({ begin, end }, { from, count: TRIES }), next: from + TRIES };
  },

  /** Send a report exactly as it stands, and keep its ticket. */
  async 'ui:send-report'(context, { body }) {
    const server = await needServer(context);
    const answer = await sendReport(server, body, { ...context, record: recordAs('report') });
    if (!('ticket' in answer)) return answer;
    const { notice_id: noticeId, kind, made_on: day } = JSON.parse(body);
    try {
      await tickets.add({ code: answer.ticket, notice_id: noticeId, kind, day });
      return { ticket: answer.ticket, isKept: true };
    } catch {
      // It has arrived all the same, and its sender has to learn the ticket.
      return { ticket: answer.ticket, isKept: false };
    }
  },

  /** Answer the tickets that are kept on this device. */
  'ui:get-tickets': () => tickets.read(),

  /** Fetch the list of all tickets, and answer those that are kept on this device. */
  async 'ui:look-up-tickets'(context) {
    const server = await needServer(context);
    const [answer, held] = [await fetchTickets(server, { ...context, record: recordAs('tickets') }), await tickets.read()];
    if ('fault' in answer) return answer;
    return { tickets: Object.fromEntries(held.map(({ code }) => [code, answer.tickets[code] ?? null])) };
  },

  /** Forget the tickets on this device. */
  'ui:clear-tickets': () => tickets.clear(),
};

/**
 * Open the page on which a problem with a notice is reported.
 * @param {{noticeId: string, actionId?: string}} about
 * @param {{index?: number}} [place]
 */
export async function openReport({ noticeId, actionId }, place) {
  const about = new URLSearchParams({ notice: noticeId, ...(actionId ? { action: actionId } : {}) });
  await openTab(`${fileUrl('report/report.html')}?${about}`, place);
  return true;
}

/** @param {Context} context */
async function needServer(context) {
  const server = await context.readServer();
  if (!server) throw new Error('This copy of Fairnotice belongs to no server.');
  return server;
}
