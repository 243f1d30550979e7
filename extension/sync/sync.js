// Brings the held catalogue up to date: asks the server, then its mirrors, swaps in what is verified, records how it went.

import { askServer } from './ask-server.js';
import { isFault, nameFault, StoreUnavailable } from './faults.js';
import { fetchBytes } from './fetch-bytes.js';
import { listMirrors } from './roots.js';
import { mayCheckNow, planNextPoll, planRetry } from './schedule.js';
import { repairCatalogue } from './seed.js';
import { raiseFloor, swapIn } from './swap.js';

export { adoptSeed, repairCatalogue } from './seed.js';

/** @typedef {import('./ask-server.js').Answer} Answer */
/** @typedef {import('./catalogue-store.js').CatalogueStore} CatalogueStore */
/** @typedef {import('./catalogue-store.js').Generation} Generation */
/** @typedef {import('./fetch-bytes.js').Network} Network */
/**
 * @typedef {object} SyncOptions
 * @property {string} server  base address, for example "https://host" or "https://host/path"
 * @property {string} catalogue  name of the catalogue
 * @property {string} [language]  wished language of the texts, "en" when not said
 * @property {'poll' | 'person'} [reason]  "person" for Check now, which is held to once in five minutes
 * @property {CatalogueStore} store
 * @property {import('./seed.js').SeedOptions['readSeed']} readSeed
 * @property {Network['mayFetch']} mayFetch
 * @property {() => number} now  milliseconds
 * @property {() => number} random  0 <= x < 1
 * @property {Network['fetch']} [fetch]
 * @property {Network['timers']} [timers]
 * @property {Network['pace']} [pace]
 * @property {Network['record']} [record]
 * @typedef {object} Outcome
 * @property {boolean} changed  whether another edition or language is shown now
 * @property {number | null} edition  the one shown now
 * @property {{code: string} | null} fault
 * @property {boolean} tooSoon  the person asked again within five minutes, and nothing was done
 * @property {number | null} nextPoll  milliseconds
 * @typedef {Exclude<Answer, {kind: 'stale'}>} Found
 * @typedef {{code: string, retryAfter: number | null}} Failure
 */

/** @type {WeakMap<CatalogueStore, Promise<Outcome>>} two at once would only race each other to the same end */
const running = new WeakMap();

/**
 * Bring the catalogue up to date. Never throws for what a server or the network does: that is the outcome's fault, and the held
 * catalogue stays.
 * @param {SyncOptions} options
 * @returns {Promise<Outcome>}
 */
export function sync(options) {
  let run = running.get(options.store);
  if (run === undefined) {
    run = syncOrReport(options).finally(() => running.delete(options.store));
    running.set(options.store, run);
  }
  return run;
}

/**
 * @param {SyncOptions} options
 * @returns {Promise<Outcome>}
 */
async function syncOrReport(options) {
  try {
    return await syncOnce(options);
  } catch (error) {
    // The transaction that failed left everything as it was.
    if (!(error instanceof StoreUnavailable)) throw error;
    const { store: { trust }, now, random } = options;
    const { edition, failures, next_poll: planned } = await trust.readStatus();
    const fault = { code: 'store' };
    try {
      await trust.writeStatus({ fault: { ...fault, at: toTime(now()) } });
    } catch (cause) {
      if (!(cause instanceof StoreUnavailable)) throw cause; // where nothing can be kept, whoever asked is told all the same
    }
    // What was planned for this try may be all that could be kept.
    const isAhead = planned !== null && Date.parse(planned) > now();
    const nextPoll = isAhead ? Date.parse(planned) : planRetry({ now: now(), failures: failures + 1, retryAfter: null, random });
    return { changed: false, edition, fault, tooSoon: false, nextPoll };
  }
}

/**
 * @param {SyncOptions} options
 * @returns {Promise<Outcome>}
 */
async function syncOnce(options) {
  const { store, reason = 'poll', now, random } = options;
  const before = await store.trust.readStatus();
  const at = now();
  if (reason === 'person' && !mayCheckNow({ now: at, lastAttempt: toMilliseconds(before.last_attempt) })) {
    return { changed: false, edition: before.edition, fault: null, tooSoon: true, nextPoll: toMilliseconds(before.next_poll) };
  }
  const failures = before.failures + 1;
  // Written before anything can fail: a worker that is killed half-way counts as a failure and is tried again.
  await store.trust.writeStatus({
    last_attempt: toTime(at), failures, next_poll: toTime(planRetry({ now: at, failures, retryAfter: null, random })),
  });
  const { changed: isRepaired, held } = await repairCatalogue(options);
  const { found, failure: fault } = await askAll(options, held, at);
  if (found !== null) {
    await keep(store, found, held);
    return finish(options, { changed: isRepaired || found.kind === 'new', found, nextPoll: planNextPoll({ now: now(), next: found.head.next, random }) });
  }
  // An old head and a missing permission are no reason to come back sooner: the server answered, or must not be asked.
  const isCalm = fault?.code === 'stale' || fault?.code === 'no-permission';
  const nextPoll = isCalm
    ? planNextPoll({ now: now(), next: null, random })
    : planRetry({ now: now(), failures, retryAfter: fault?.retryAfter ?? null, random });
  return finish(options, { changed: isRepaired, fault, nextPoll, failures: isCalm ? 0 : failures });
}

/**
 * Ask the server and, while that fails, each mirror.
 * @param {SyncOptions} options
 * @param {Generation} held
 * @param {number} at
 * @returns {Promise<{found: Found | null, failure: Failure | null}>}
 */
async function askAll(options, held, at) {
  const { server, catalogue, language = 'en', store } = options;
  const root = await store.trust.readRoot();
  /** @type {Failure[]} */
  const failures = [];
  for (const base of [server, ...(root === null ? [] : listMirrors(root))]) {
    const get = (/** @type {string} */ path, /** @type {number} */ limit) => fetchBytes(`${base.replace(/\/+$/, '')}/${path}`, limit, options);
    try {
      const answer = await askServer({ get, catalogue, language, store, held, now: at });
      if (answer.kind !== 'stale') return { found: answer, failure: null };
      failures.push({ code: 'stale', retryAfter: null });
    } catch (error) {
      if (!isFault(error)) throw error;
      const failure = { code: error.code, retryAfter: 'retryAfter' in error ? error.retryAfter : null };
      // Two truths under one number: asking on would mean to pick one.
      if (failure.code === 'equivocation') return { found: null, failure };
      failures.push(failure);
    }
  }
  const asked = failures.filter(({ code }) => code !== 'no-permission');
  return { found: null, failure: asked[0] ?? failures[0] };
}

/**
 * Keep what was found.
 * @param {CatalogueStore} store
 * @param {Found} found
 * @param {Generation} held
 */
async function keep(store, found, held) {
  if (found.kind === 'new') await swapIn({ store, root: found.root, generation: found.generation, lines: found.lines, held });
  else await raiseFloor(store, found.root, held);
  await store.trust.writeHead(found.seen);
}

/**
 * Record the outcome.
 * @param {SyncOptions} options
 * @param {{changed: boolean, nextPoll: number, found?: Found, fault?: Failure | null, failures?: number}} result
 * @returns {Promise<Outcome>}
 */
async function finish({ store, now }, { changed, nextPoll, found, fault = null, failures = 0 }) {
  const current = await store.readCurrent();
  const edition = current?.edition ?? null;
  const published = current?.published ?? null;
  const named = fault === null ? null : { code: nameFault(fault.code) };
  await store.trust.writeStatus({
    edition,
    published,
    next_poll: toTime(nextPoll),
    failures,
    fault: named === null ? null : { ...named, at: toTime(now()) },
    withdrawn: (await store.trust.readHead())?.withdrawn ?? [],
    // The head's own day, but never one that has not come yet.
    ...(found === undefined ? {} : { confirmed_on: toTime(Math.min(now(), Date.parse(found.head.issued))) }),
  });
  return { changed, edition, fault: named, tooSoon: false, nextPoll };
}

/** @param {number} milliseconds */
function toTime(milliseconds) {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** @param {string | null} time */
function toMilliseconds(time) {
  return time === null ? null : Date.parse(time);
}
