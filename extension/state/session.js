// What is remembered until the browser ends, and never touches the disk: visits, the last banner, guides, banners that a page took away.

import { findGuide, keepGuide } from './guides.js';
import { inTurn } from './turn.js';
import { findVisit, keepVisit } from './visits.js';

/** @typedef {import('./turn.js').Area} Area */
/** @typedef {import('./guides.js').Guide} Guide */

/** Tabs whose banner was taken away that are remembered at most. */
const MOST_REMOVED = 20;

export class Session {
  #area;

  /** @param {Area} area  one that ends with the browser */
  constructor(area) {
    this.#area = area;
  }

  /** @returns {Promise<number | null>} when a banner came up unasked last */
  async readLastUnasked() {
    return (await this.#area.get('last_unasked')) ?? null;
  }

  /**
   * Answer what came up in the visit that goes on now.
   * @param {string} platform
   * @param {number} now
   */
  async readShown(platform, now) {
    return findVisit((await this.#area.get('visits')) ?? {}, platform, now).shown;
  }

  /**
   * Note a page of a platform, and what came up on it unasked, if anything did.
   * @param {string} platform
   * @param {string | null} shown  as nameRevision names it
   * @param {number} now
   * @param {number} tabId
   */
  notePage(platform, shown, now, tabId) {
    return inTurn(this.#area, async () => {
      const visits = (await this.#area.get('visits')) ?? {};
      const visit = findVisit(visits, platform, now);
      await this.#area.set('visits', keepVisit(visits, platform, shown ? { ...visit, shown: [...visit.shown, shown] } : visit));
      if (!shown) return;
      await this.#area.set('unseen', { tabId, platform, shown, before: await this.readLastUnasked() });
      await this.#area.set('last_unasked', now);
    });
  }

  /** Note that the banner that came up in a tab was in view. @param {number} tabId */
  noteInView(tabId) {
    return inTurn(this.#area, async () => {
      if ((await this.#area.get('unseen'))?.tabId === tabId) await this.#area.set('unseen', null);
    });
  }

  /**
   * Take back what came up last, when it was in this tab and its page went before anybody saw it, as pages do that lead on by script.
   * @param {number} tabId
   */
  forgetUnseen(tabId) {
    return inTurn(this.#area, async () => {
      const unseen = await this.#area.get('unseen');
      if (unseen?.tabId !== tabId) return;
      await this.#area.set('visits', withoutShown((await this.#area.get('visits')) ?? {}, unseen.platform, unseen.shown));
      await this.#area.set('last_unasked', unseen.before);
      await this.#area.set('unseen', null);
    });
  }

  /**
   * Let one notice come up again in the visit that goes on.
   * @param {string} platform
   * @param {string} shown  as nameRevision names it
   */
  forgetShown(platform, shown) {
    return this.#change('visits', (visits) => withoutShown(visits, platform, shown));
  }

  /** @param {number} tabId @param {number} now @returns {Promise<Guide | null>} */
  async readGuide(tabId, now) {
    return findGuide((await this.#area.get('guides')) ?? {}, tabId, now);
  }

  /** @param {number} tabId @param {Guide | null} guide  null: it ended @param {number} now */
  writeGuide(tabId, guide, now) {
    return this.#change('guides', (guides) => keepGuide(guides, tabId, guide, now));
  }

  /** @param {number} tabId @returns {Promise<string | null>} the notice whose banner the page in this tab took away */
  async readRemoved(tabId) {
    return ((await this.#area.get('removed')) ?? {})[tabId] ?? null;
  }

  /** @param {number} tabId @param {string} noticeId */
  noteRemoved(tabId, noticeId) {
    // Tab ids grow, so the last ones are the newest.
    return this.#change('removed', (removed) => Object.fromEntries(Object.entries({ ...removed, [tabId]: noticeId }).slice(-MOST_REMOVED)));
  }

  /** Note that there is a new page in a tab. @param {number} tabId */
  async forgetRemoved(tabId) {
    if ((await this.readRemoved(tabId)) !== null) await this.#change('removed', (removed) => without(removed, String(tabId)));
  }

  /** @param {string} key @param {(held: Record<string, any>) => Record<string, any>} change */
  #change(key, change) {
    return inTurn(this.#area, async () => this.#area.set(key, change((await this.#area.get(key)) ?? {})));
  }
}

/** @param {Record<string, any>} held @param {string} key */
const without = (held, key) => Object.fromEntries(Object.entries(held).filter(([each]) => each !== key));

/** @param {import('./visits.js').Visits} visits @param {string} platform @param {string} shown @returns {import('./visits.js').Visits} */
function withoutShown(visits, platform, shown) {
  if (!Object.hasOwn(visits, platform)) return visits;
  const visit = visits[platform];
  return { ...visits, [platform]: { ...visit, shown: visit.shown.filter((each) => each !== shown) } };
}
