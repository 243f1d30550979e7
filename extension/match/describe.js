// A notice as people read it: every text of the banner and of a popup row, ready to be put on screen.

import { isBroken, sortActions } from './actions.js';
import { lastMaterial } from './decide.js';
import { expandRegion } from './regions.js';

/**
 * @typedef {{text: string, tone: 'plain' | 'warn'}} Chip
 * @typedef {{id: string, label: string, hint: string, limits: string | null, steps: string[], steps_first: boolean, search: string,
 *   leaves: boolean}} ActionView  steps_first: no link does it; search: words to look for in the platform's settings; leaves: opens a page
 * @typedef {{term: string, text: string, name: string | null}} Detail  name: of the notice's text; null: words of our own
 * @typedef {{index: number, title: string, by: string}} SourceView
 * @typedef {{id: string, revision: number, headline: string, line: string, summary: string, chips: Chip[],
 *   primary: ActionView | null, others: ActionView[], details: Detail[], sources: SourceView[], state: string, why: string,
 *   spoken: import('./decide.js').Spoken, untranslated: string}} NoticeView  untranslated: says so, where all of it is in a foreign language
 * @typedef {(name: string, ...values: (string | number)[]) => string} Words
 */

const LINE_LENGTH = 150;
/** What to say of a link that does not land on the switch itself. @type {Record<string, string>} */
const HINTS = { near: 'hint_near', help: 'hint_help', home: 'hint_home' };

/**
 * @param {import('./decide.js').Judged} judged
 * @param {object} given
 * @param {Words} given.words
 * @param {string} given.language
 * @param {number} given.now
 * @param {string | null} given.region
 * @param {import('./decide.js').Mark} [given.mark]
 * @returns {NoticeView}
 */
export function describe({ notice, state, why }, { words, language, now, region, mark }) {
  const date = (/** @type {string} */ text) => writeDate(text, language);
  const actions = sortActions(notice.actions, expandRegion(region)).map((action) => describeAction(action, words));
  const [primary, ...others] = actions;
  return {
    id: notice.id,
    revision: lastMaterial(notice),
    headline: notice.headline,
    line: takeSentences(notice.summary, LINE_LENGTH, notice.spoken.lang),
    summary: notice.summary,
    chips: makeChips(notice, state, { words, date, now, mark }),
    primary: primary ?? null,
    others,
    details: makeDetails(notice, primary, words),
    sources: notice.sources.map((source, index) => ({
      index,
      title: source.title,
      by: source.published_on ? words('source_by_on', source.publisher, date(source.published_on)) : source.publisher,
    })),
    state,
    why: words(why, state === 'done' && mark?.done ? date(mark.done.on) : '', notice.history.at(-1)?.reason ?? ''),
    spoken: notice.spoken,
    untranslated: notice.spoken.lang === 'en' && language.split('-')[0] !== 'en' ? words('notice_untranslated') : '',
  };
}

/**
 * Write a day (YYYY-MM-DD) or a month (YYYY-MM) as people write it; a month stays a month.
 * @param {string} text
 * @param {string} language
 */
export function writeDate(text, language) {
  const isMonth = text.length === 7;
  const options = /** @type {Intl.DateTimeFormatOptions} */ (
    isMonth ? { year: 'numeric', month: 'short' } : { dateStyle: 'medium' }
  );
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(new Date(isMonth ? `${text}-01` : text));
}

/**
 * Answer as many whole sentences from the start as fit, at least one.
 * @param {string} text
 * @param {number} length
 * @param {string} language
 */
export function takeSentences(text, length, language) {
  let taken = '';
  for (const { segment } of new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)) {
    if (taken && taken.length + segment.trimEnd().length > length) break;
    taken += segment;
  }
  return taken.trim();
}

/**
 * @param {import('./decide.js').Notice} notice
 * @param {import('./decide.js').State} state
 * @param {{words: Words, date: (text: string) => string, now: number, mark?: import('./decide.js').Mark}} given
 * @returns {Chip[]}
 */
function makeChips(notice, state, { words, date, now, mark }) {
  /** @type {Chip[]} */
  const chips = [];
  const add = (/** @type {string} */ text, tone = /** @type {Chip['tone']} */ ('plain')) => chips.push({ text, tone });
  if (state === 'changed') add(words(mark?.done ? 'chip_changed_done' : 'chip_changed'), 'warn');
  if (notice.default === 'on') add(words('chip_default_on'), notice.attention === 'act' ? 'warn' : 'plain');
  if (notice.default === 'off') add(words('chip_default_off'));
  if (notice.default === 'none' && notice.attention === 'act') add(words('chip_default_none'));
  const daysLeft = notice.act_by ? Math.ceil((Date.parse(notice.act_by) + 86_400_000 - now) / 86_400_000) : 0;
  if (daysLeft > 0) add(words('chip_days_left', daysLeft), 'warn');
  if (notice.effective_on) {
    add(words(Date.parse(notice.effective_on) > now ? 'chip_from' : 'chip_since', date(notice.effective_on)));
  }
  add(notice.verified_on ? words('chip_checked', date(notice.verified_on)) : words('chip_undated'));
  return chips;
}

/**
 * @param {import('./decide.js').Action} action
 * @param {Words} words
 * @returns {ActionView}
 */
function describeAction(action, words) {
  const isMail = action.url.startsWith('mailto:');
  const isDead = isBroken(action);
  const hint = isDead ? 'hint_broken' : isMail ? 'hint_mail' : action.device !== 'web' ? 'hint_app' : HINTS[action.reach];
  return {
    id: action.id,
    label: action.label,
    hint: hint ? words(hint) : '',
    limits: action.limits,
    steps: action.steps,
    steps_first: !isMail && action.steps.length > 0 && (isDead || action.device !== 'web'),
    search: isDead ? words('action_search', action.control ?? action.label) : '',
    leaves: !isMail,
  };
}

/**
 * @param {import('./decide.js').Notice} notice
 * @param {ActionView | undefined} primary
 * @param {Words} words
 * @returns {Detail[]}
 */
function makeDetails(notice, primary, words) {
  /** @type {Detail[]} */
  const details = [];
  const add = (/** @type {string} */ term, /** @type {string} */ text, /** @type {string | null} */ name) =>
    text && details.push({ term: words(term), text, name });
  add('detail_data', notice.data_used.join(', '), 'data_used');
  add('detail_recipients', notice.recipients.join(', '), 'recipients');
  add('detail_who', notice.applies_to, 'applies_to');
  add('detail_where', writeRegions(notice, words), null);
  add('detail_limits', primary?.limits ?? '', `actions/${primary?.id}/limits`);
  add('detail_steps', primary?.steps.join(' → ') ?? '', `actions/${primary?.id}/steps`);
  return details;
}

/** @param {import('./decide.js').Notice} notice @param {Words} words */
function writeRegions(notice, words) {
  const where = notice.regions.includes('*') ? words('everywhere') : notice.regions.join(', ');
  return notice.except_regions.length ? words('where_except', where, notice.except_regions.join(', ')) : where;
}
