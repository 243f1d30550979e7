// What the overview may ask: every covered platform with its notices and states.

import { sortActions } from '../match/actions.js';
import { decide } from '../match/decide.js';
import { expandRegion } from '../match/regions.js';

/**
 * @typedef {import('./context.js').Context} Context
 * @typedef {{id: string, topic: string, headline: string, spoken: import('../match/decide.js').Spoken,
 *   state: import('../match/decide.js').State, isTask: boolean,
 *   action: {id: string, label: string, isMail: boolean} | null}} OverviewNotice  isTask: counts as something to do
 * @typedef {{id: string, name: string, also: string, notices: OverviewNotice[]}} OverviewPlatform  also: other names to search by
 */

/** @type {Record<string, (context: Context, message: any) => Promise<unknown>>} */
export const OVERVIEW_MESSAGES = {
  /** Answer every covered platform with its notices, or only the one with an id, for the person's region or another; by name, open notices first. */
  async 'ui:get-overview'(context, { id, region }) {
    const [marks, own] = [await context.marks.read(), await context.readChoices()];
    const choices = region === undefined ? own : { ...own, region };
    const ids = new Set(Object.values(await context.readHosts()));
    const all = await Promise.all([...ids].filter((each) => !id || each === id).map((each) => context.readPlatform(each)));
    const byName = new Intl.Collator(context.language).compare;
    const person = { marks, choices, now: context.now() };
    const platforms = all.filter((found) => found !== null).map((found) => describeInOverview(found, person));
    return { platforms: platforms.sort((a, b) => byName(a.name, b.name)), hasCatalogue: ids.size > 0 };
  },
};

/**
 * @param {import('./context.js').Found} found
 * @param {{marks: Record<string, import('../match/decide.js').Mark>, choices: import('../match/decide.js').Choices, now: number}} person
 * @returns {OverviewPlatform}
 */
function describeInOverview({ platform, notices }, { marks, choices, now }) {
  // Topics say what may come up unasked; here the person asks.
  const { judged } = decide({ platform, notices, marks, choices: { ...choices, topics: null }, now, lastUnasked: null, shownInVisit: [] });
  const region = expandRegion(choices.region);
  return {
    id: platform.id,
    name: platform.name,
    also: [platform.company, ...platform.former_names].join(' '),
    notices: judged.map(({ notice, state }) => {
      const [action] = sortActions(notice.actions, region);
      return {
        id: notice.id,
        topic: notice.topic,
        headline: notice.headline,
        spoken: notice.spoken,
        state,
        isTask: notice.attention === 'act' && state !== 'elsewhere',
        action: action ? { id: action.id, label: action.label, isMail: action.url.startsWith('mailto:') } : null,
      };
    }),
  };
}
