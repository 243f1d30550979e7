// Which actions a person is led through, where that may be, and the texts of the guide, ready to be put on screen.

import { listAncestors } from './hosts.js';

/**
 * @typedef {import('./decide.js').Action} Action
 * @typedef {{noticeId: string, actionId: string, spoken: import('./decide.js').Spoken, action: string, steps: string[], step: number, control: string | null, targets: string[],
 *   limits: string | null}} GuideView  step: index of the current one; targets: labels to look for in the page, best first
 */

/** Straight and typographic pairs, as the steps quote what a platform writes. */
const QUOTED = /"([^"]{1,120})"|“([^”]{1,120})”/g;

/** Say whether there is something to lead through on a page. @param {Action} action */
export const hasGuide = (action) => action.url.startsWith('https://') && (action.steps.length > 0 || action.control !== null);

/**
 * Say whether a page belongs to the platform whose action it was opened for.
 * @param {string | null} host  normalised
 * @param {{hosts: string[], link_hosts: string[]}} platform
 */
export const isLandingHost = (host, { hosts, link_hosts: linkHosts }) =>
  host !== null && (linkHosts.includes(host) || listAncestors(host).some((candidate) => hosts.includes(candidate)));

/**
 * @param {Pick<import('./decide.js').Notice, 'id' | 'spoken'>} notice
 * @param {Action} action
 * @param {number} step  index; one past the end stands for the last
 * @returns {GuideView}
 */
export function describeGuide({ id: noticeId, spoken }, action, step) {
  const current = Math.max(0, Math.min(step, action.steps.length - 1));
  const quoted = [...(action.steps[current] ?? '').matchAll(QUOTED)].map(([, straight, curly]) => straight ?? curly);
  const targets = [...(action.control === null ? [] : [action.control]), ...quoted];
  return {
    noticeId,
    actionId: action.id,
    spoken,
    action: action.label,
    steps: action.steps,
    step: current,
    control: action.control,
    targets: [...new Set(targets)],
    limits: action.limits,
  };
}
