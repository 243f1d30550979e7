// The one pure function that decides what of a platform may be shown, what unasked, and why.

import { appliesIn, expandRegion } from './regions.js';

/**
 * @typedef {{id: string, kind: string, label: string, url: string, reach: string, device: string, needs_login: boolean,
 *   regions: string[], except_regions: string[], steps: string[], control: string | null, limits: string | null,
 *   link_state?: string, checked_on?: string}} Action  link_state: what the last checks of its link found
 * @typedef {{title: string, publisher: string, url: string, published_on: string | null, kind: string}} Source
 * @typedef {{lang: string, dir: 'ltr' | 'rtl', english: string[]}} Spoken  the language of a notice's texts, and the names of those that are
 *   English all the same
 * @typedef {{id: string, topic: string, attention: 'act' | 'know', headline: string, summary: string, data_used: string[],
 *   recipients: string[], default: string, applies_to: string, regions: string[], except_regions: string[],
 *   announced_on: string | null, effective_on: string | null, act_by: string | null, verified_on: string | null,
 *   actions: Action[], sources: Source[], revision: number, revised_on: string,
 *   history: {revision: number, on: string, reason: string}[], english?: string[], spoken: Spoken}} Notice
 * @typedef {{id: string, name: string, hosts: string[], link_hosts: string[], surface: 'page' | 'toolbar',
 *   former_names: string[], company: string}} Platform
 * @typedef {{closed?: number, shown?: number, done?: {revision: number, on: string}, snoozed_until?: number}} Mark
 *   what the person did with a notice; numbers of revisions, milliseconds
 * @typedef {{region: string | null, language: string | null, topics: string[] | null, surface: 'page' | 'toolbar', toolbar_only: string[],
 *   muted: string[], pause_minutes: number}} Choices  topics null: all; toolbar_only: ids of platforms and notices; muted: ids of platforms
 * @typedef {'open' | 'changed' | 'done' | 'closed' | 'snoozed' | 'know' | 'elsewhere'} State
 * @typedef {{notice: Notice, state: State, why: string}} Judged  why: a name of a text that explains the state
 */

/** @type {Choices} */
export const DEFAULT_CHOICES = {
  region: null, language: null, topics: null, surface: 'page', toolbar_only: [], muted: [], pause_minutes: 10,
};

/** The revision from which on a reader must look again. @param {Notice} notice */
export const lastMaterial = (notice) => notice.history.at(-1)?.revision ?? 1;

/** Name what a reader has to look at once: a later material revision has another name. @param {Notice} notice */
export const nameRevision = (notice) => `${notice.id}@${lastMaterial(notice)}`;

/**
 * Say where notices of a platform may come up: in its pages, or in the toolbar only.
 * @param {Pick<Platform, 'id' | 'surface'>} platform
 * @param {Choices} choices
 * @returns {'page' | 'toolbar'}
 */
export const findSurface = ({ id, surface }, choices) =>
  surface === 'toolbar' || choices.surface === 'toolbar' || choices.toolbar_only.includes(id) ? 'toolbar' : 'page';

/**
 * Judge the notices of a platform.
 * @param {object} given
 * @param {Platform} given.platform
 * @param {Notice[]} given.notices
 * @param {Record<string, Mark>} given.marks by notice id
 * @param {Choices} given.choices
 * @param {number} given.now
 * @param {number | null} given.lastUnasked when a banner came up unasked last, on any platform
 * @param {string[]} given.shownInVisit what came up in this visit, as nameRevision names it
 * @returns {{judged: Judged[], banner: Notice | null, why: string}} judged: most urgent first; banner: what may be shown
 *   unasked; why: the name of a text that explains why it may or may not
 */
export function decide({ platform, notices, marks, choices, now, lastUnasked, shownInVisit }) {
  const region = expandRegion(choices.region);
  const judged = notices
    .map((notice) => judge(notice, marks[notice.id] ?? {}, { region, choices, now }))
    .sort((a, b) => urgency(a, now) - urgency(b, now) || (a.notice.id < b.notice.id ? -1 : 1));
  const open = judged.filter(({ state }) => state === 'open' || state === 'changed');
  const refuse = (/** @type {string} */ why) => ({ judged, banner: null, why });
  if (!open.length) return refuse('why_nothing_open');
  if (choices.muted.includes(platform.id)) return refuse('why_muted');
  if (findSurface(platform, choices) === 'toolbar') return refuse('why_toolbar_only');
  const inPage = open.filter(({ notice }) => !choices.toolbar_only.includes(notice.id));
  if (!inPage.length) return refuse('why_toolbar_chosen');
  const unseen = inPage.filter(({ notice }) => (marks[notice.id]?.shown ?? 0) < lastMaterial(notice));
  if (!unseen.length) return refuse('why_shown_before');
  const fresh = unseen.find(({ notice }) => !shownInVisit.includes(nameRevision(notice)));
  if (!fresh) return refuse('why_this_visit');
  if (lastUnasked !== null && now - lastUnasked < choices.pause_minutes * 60_000) return refuse('why_too_soon');
  return { judged, banner: fresh.notice, why: fresh.why };
}

/**
 * @param {Notice} notice
 * @param {Mark} mark
 * @param {{region: Set<string> | null, choices: Choices, now: number}} person
 * @returns {Judged}
 */
function judge(notice, mark, { region, choices, now }) {
  const material = lastMaterial(notice);
  if (!appliesIn(notice, region)) return { notice, state: 'elsewhere', why: 'why_elsewhere' };
  if (mark.done && mark.done.revision >= material) return { notice, state: 'done', why: 'why_done' };
  if (notice.attention !== 'act') return { notice, state: 'know', why: 'why_know' };
  if (choices.topics && !choices.topics.includes(notice.topic)) return { notice, state: 'know', why: 'why_topic' };
  if (notice.act_by && Date.parse(notice.act_by) + 86_400_000 <= now) return { notice, state: 'know', why: 'why_over' };
  if (mark.closed && mark.closed >= material) return { notice, state: 'closed', why: 'why_closed' };
  if (mark.snoozed_until && mark.snoozed_until > now) return { notice, state: 'snoozed', why: 'why_snoozed' };
  if (mark.done || mark.closed) return { notice, state: 'changed', why: 'why_changed' };
  return { notice, state: 'open', why: 'why_open' };
}

/** @type {State[]} */
const ORDER = ['changed', 'open', 'snoozed', 'closed', 'know', 'done', 'elsewhere'];
const TOPICS = ['ai-sharing', 'ai-training', 'data-sale', 'biometrics', 'ads'];

/** A running date first, then what changed, then what weighs most. @param {Judged} judged @param {number} now */
function urgency({ notice, state }, now) {
  const isRunning = notice.act_by && Date.parse(notice.act_by) >= now && (state === 'open' || state === 'changed');
  const topic = TOPICS.indexOf(notice.topic);
  return (isRunning ? 0 : 100 + 100 * ORDER.indexOf(state)) + (topic < 0 ? TOPICS.length : topic);
}
