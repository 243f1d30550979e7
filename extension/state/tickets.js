// The tickets of reports that were sent from this device, kept on it, so that their sender can look up what became of them.

import { inTurn } from './turn.js';

/** @typedef {{code: string, notice_id: string, kind: string, day: string}} Ticket */

const KEY = 'tickets';
const NEWEST = 100;

export class Tickets {
  /** @param {import('./turn.js').Area} area */
  constructor(area) {
    this.area = area;
  }

  /** @returns {Promise<Ticket[]>} newest first; what is damaged counts as nothing */
  async read() {
    const held = await this.area.get(KEY);
    return Array.isArray(held) ? held : [];
  }

  /** @param {Ticket} ticket  one that is there already is kept once */
  add(ticket) {
    return inTurn(this.area, async () => {
      const others = (await this.read()).filter(({ code }) => code !== ticket.code);
      await this.area.set(KEY, [ticket, ...others].slice(0, NEWEST));
    });
  }

  clear() {
    return inTurn(this.area, () => this.area.set(KEY, []));
  }
}
