// The shapes of what is kept on this device and of what a file may bring: each answers where a value is wrong.

/** @typedef {(value: unknown, at: string) => string | null} Shape  answers the place of the first fault, such as "marks.x/ads.done.on" */

/** No text of a record line of the catalogue is longer (PROTOCOL.md, 1). */
const LONGEST_TEXT = 8192;
const LONGEST_ADDRESS = 512;
export const LONGEST_NOTE = 500;
/** Editions do not jump by more (PROTOCOL.md, 4.4), and revisions are rarer than editions. */
const HIGHEST_REVISION = 1_000_000;
/** The last moment that a Date can hold: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LAST_MOMENT = 8.64e15;

const PLATFORM_ID = /^[a-z0-9-]{1,40}$/;
const NOTICE_ID = /^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/;
const REGION = /^[A-Z]{2}(-[A-Z]{2})?$/;
const LANGUAGE = /^[a-zA-Z0-9-]{2,35}$/;
// Characters that change how a text or address reads without being seen; the catalogue's texts hold none either.
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {string} at @param {string | number} name */
export const join = (at, name) => (at === '' ? `${name}` : `${at}.${name}`);

/** @param {(value: any) => boolean} test @returns {Shape} */
const that = (test) => (value, at) => (test(value) ? null : at);

/** @param {Shape} shape @returns {Shape} */
const orNull = (shape) => (value, at) => (value === null ? null : shape(value, at));

/**
 * A record with these fields and no others.
 * @param {Record<string, Shape>} shapes
 * @param {{areOptional?: boolean}} [how]
 * @returns {Shape}
 */
export const fields = (shapes, { areOptional = false } = {}) => (value, at) => {
  if (!isRecord(value)) return at;
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(shapes, name));
  if (unknown !== undefined) return join(at, unknown);
  for (const [name, shape] of Object.entries(shapes)) {
    const isThere = Object.hasOwn(value, name);
    const fault = isThere ? shape(value[name], join(at, name)) : areOptional ? null : join(at, name);
    if (fault !== null) return fault;
  }
  return null;
};

/**
 * A record with any number of entries of one shape.
 * @param {RegExp} key  what their names look like
 * @param {Shape} shape
 * @returns {Shape}
 */
const entries = (key, shape) => (value, at) => {
  if (!isRecord(value)) return at;
  for (const [name, entry] of Object.entries(value)) {
    const fault = key.test(name) ? shape(entry, join(at, name)) : join(at, name);
    if (fault !== null) return fault;
  }
  return null;
};

/** @param {Shape} shape @returns {Shape} */
const listOf = (shape) => (value, at) => {
  if (!Array.isArray(value)) return at;
  for (const [index, item] of value.entries()) {
    const fault = shape(item, join(at, index));
    if (fault !== null) return fault;
  }
  return null;
};

/** @param {unknown} value  a day that there is, YYYY-MM-DD */
const isDay = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);
const isWhole = (/** @type {number} */ most) => (/** @type {unknown} */ value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
const isMatch = (/** @type {RegExp} */ pattern) => (/** @type {unknown} */ value) => typeof value === 'string' && pattern.test(value);
const isText = (/** @type {number} */ most) => (/** @type {unknown} */ value) =>
  typeof value === 'string' && value.length <= most && !HIDDEN.test(value);

export const DAY = that(isDay);
const REVISION = that(isWhole(HIGHEST_REVISION));
const SLUGS = listOf(that(isMatch(PLATFORM_ID)));
const TEXT = that(isText(LONGEST_TEXT));
// Only ever shown and printed; what opens is the link of the catalogue.
const ADDRESS = that((value) => isText(LONGEST_ADDRESS)(value) && /^(?:https:\/\/|mailto:)\S+$/.test(value));
/** What the person wrote may hold any character: it is only ever shown as text. */
const NOTE = that((value) => typeof value === 'string' && value.length <= LONGEST_NOTE);

/** @type {Record<keyof import('../match/decide.js').Mark, Shape>} */
export const MARK = {
  closed: REVISION,
  shown: REVISION,
  done: fields({ revision: REVISION, on: DAY }),
  snoozed_until: that(isWhole(LAST_MOMENT)),
};

/** @type {Record<keyof import('../match/decide.js').Choices, Shape>} */
export const CHOICES = {
  region: orNull(that(isMatch(REGION))),
  language: orNull(that(isMatch(LANGUAGE))),
  topics: orNull(SLUGS),
  surface: that((value) => value === 'page' || value === 'toolbar'),
  toolbar_only: listOf(that((id) => isMatch(PLATFORM_ID)(id) || isNoticeId(id))),
  muted: SLUGS,
  pause_minutes: that(isWhole(1440)),
};

/** @type {Record<keyof import('./receipts.js').Receipt, Shape>} */
const RECEIPT_FIELDS = {
  notice: that(isMatch(NOTICE_ID)),
  platform: fields({ id: that(isMatch(PLATFORM_ID)), name: TEXT }),
  headline: TEXT,
  revision: REVISION,
  material: REVISION,
  on: DAY,
  action: orNull(fields({ id: that(isMatch(PLATFORM_ID)), label: TEXT, url: ADDRESS })),
  note: NOTE,
};
export const RECEIPT = fields(RECEIPT_FIELDS);

export const WAITING_NOTES = listOf(NOTE);

/** All that is kept, each part whole. */
export const MARKS = entries(NOTICE_ID, fields(MARK, { areOptional: true }));
export const RECEIPTS = fields({ list: listOf(RECEIPT), notes: entries(NOTICE_ID, WAITING_NOTES) });

/** @param {string} text */
export const isNoticeId = (text) => NOTICE_ID.test(text);
