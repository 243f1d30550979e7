// Says when to poll next: pure functions of the clock and a random number, never of a visit (PROTOCOL.md, 4.1).

// All results are absolute times in milliseconds, so that a restart of the worker or the browser changes nothing.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const DEFAULT_PERIOD = 12 * HOUR;
const LEAST_PERIOD = 6 * HOUR;
const MOST_PERIOD = 48 * HOUR;
const MOST_SPREAD = 1.25;
const FIRST_BACK_OFF = 30 * MINUTE;
const MOST_BACK_OFF = 24 * HOUR;
/** Between two times that the person asks. */
export const CHECK_NOW_PAUSE = 5 * MINUTE;

/**
 * Plan the poll after one that reached the server.
 * @param {{now: number, next: number | null, random: () => number}} given  next: the head's, in seconds
 * @returns {number}
 */
export function planNextPoll({ now, next, random }) {
  const period = next === null ? DEFAULT_PERIOD : Math.min(Math.max(next * SECOND, LEAST_PERIOD), MOST_PERIOD);
  return Math.round(now + period * (0.75 + random() * 0.5));
}

/**
 * Plan the poll after the n-th failure in a row, with full jitter: browsers that lost a server together must not come back together.
 * @param {{now: number, failures: number, retryAfter: number | null, random: () => number}} given  failures >= 1; retryAfter in seconds
 * @returns {number}
 */
export function planRetry({ now, failures, retryAfter, random }) {
  const most = Math.min(FIRST_BACK_OFF * 2 ** (failures - 1), MOST_BACK_OFF);
  // A server that asks for years would freeze a catalogue with one header: the longest poll period is the most it gets.
  const least = Math.min((retryAfter ?? 0) * SECOND, MOST_PERIOD);
  return Math.round(now + Math.max(random() * most, least));
}

/**
 * Plan the poll when the browser starts. Never at once: the moment of the start is nobody's business.
 * @param {{now: number, nextPoll: number | null, random: () => number}} given  nextPoll: as kept, null when there was none
 * @returns {number}
 */
export function planAtStart({ now, nextPoll, random }) {
  // Further away than any plan reaches: the clock was set back since. Waiting it out could take years.
  const isImpossible = nextPoll !== null && nextPoll > now + MOST_PERIOD * MOST_SPREAD;
  if (nextPoll !== null && nextPoll > now && !isImpossible) return nextPoll;
  return Math.round(now + MINUTE + random() * 14 * MINUTE);
}

/**
 * Say whether the person may ask for a check now.
 * @param {{now: number, lastAttempt: number | null}} given
 * @returns {boolean}
 */
export function mayCheckNow({ now, lastAttempt }) {
  return lastAttempt === null || now < lastAttempt || now - lastAttempt >= CHECK_NOW_PAUSE;
}
