// Which action comes first: those that apply where the person is, on this device, nearest to the switch.

import { appliesIn } from './regions.js';

const REACH = ['exact', 'near', 'help', 'home'];
/** What link checks say of a link that does not lead where it should any more. */
const BROKEN = ['gone', 'soft-404', 'home', 'unreachable'];

/** Say whether the action's link is known not to work. @param {import('./decide.js').Action} action */
export const isBroken = ({ link_state: state }) => state !== undefined && BROKEN.includes(state);

/**
 * Answer the actions that apply, best first. The catalogue's own order decides between equals.
 * @param {import('./decide.js').Action[]} actions
 * @param {Set<string> | null} region codes that cover the person's place
 */
export function sortActions(actions, region) {
  return actions
    .filter((action) => appliesIn(action, region))
    .map((action, order) => ({ action, order }))
    .sort((a, b) => rank(a.action) - rank(b.action) || a.order - b.order)
    .map(({ action }) => action);
}

/** @param {import('./decide.js').Action} action */
function rank(action) {
  const isReading = action.kind === 'learn-more' ? 100 : 0;
  const isElsewhere = action.device === 'web' ? 0 : 10;
  // A link that does not work leads no nearer than the platform's front page.
  return isReading + isElsewhere + (isBroken(action) ? REACH.length : REACH.indexOf(action.reach));
}
