// The tickets of reports that were sent from this device, kept on it, so that their sender can look up what became of them.

/** @typedef {{code: string, notice_id: string, kind: string, day: string}} Ticket */

const KEY = 'tickets';
const NEWEST = 100;

export class Tickets {
  /** @param {{get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>}} area */
  constructor(area) {
    this.area = area;
  }

  /** @returns {Promise<Ticket[]>} newest first; what is damaged counts as nothing */
  async read() {
    const held = await this.area.get(KEY);
    return Array.isArray(held) ? held : [];
  }

  /** @param {Ticket} ticket  one that is there already is kept once */
  async add(ticket) {
    const others = (await this.read()).filter(({ code }) => code !== ticket.code);
    await this.area.set(KEY, [ticket, ...others].slice(0, NEWEST));
  }

  clear() {
    return this.area.set(KEY, []);
  }
}
