// When the catalogue is brought up to date: by alarm at the planned time, or when the person asks. Never because of a visit.

import { setAlarm } from '../lib/browser.js';
import { wishedLanguage } from '../lib/words.js';
import { adoptSeed, repairCatalogue, sync } from '../sync/sync.js';
import { chooseLanguage } from '../sync/languages.js';
import { CHECK_NOW_PAUSE, planAtStart } from '../sync/schedule.js';
import { registerScripts } from './grants.js';
import { recordAs } from './record.js';

/** @typedef {import('./context.js').Context} Context */

export const POLL_ALARM = 'poll';

/** Take in the bundled catalogue where nothing newer is held, and let the scripts run. @param {Context} context */
export async function takePackaged(context) {
  if (!(await context.readSeed('manifest.json'))) return;
  // A repair takes in the bundled catalogue by itself.
  const { changed } = await repairCatalogue(parts(context));
  if (!changed) await adoptSeed(parts(context));
  await registerScripts(context);
}

/** Plan the next poll when the browser starts or the extension was installed. @param {Context} context */
export async function planPoll(context) {
  const { next_poll: planned } = await context.catalogue.trust.readStatus();
  setAlarm(POLL_ALARM, planAtStart({ now: context.now(), nextPoll: planned ? Date.parse(planned) : null, random: Math.random }));
}

/** @param {Context} context */
export const poll = (context) => run(context, 'poll');

/** @param {Context} context */
export const checkNow = (context) => run(context, 'person');

/**
 * Take the catalogue in the language that the person chose just now: at once, as if they had pressed "Check now", or as soon as that may be done.
 * @param {Context} context
 */
export async function takeLanguage(context) {
  const held = await context.catalogue.readCurrent();
  if (!held || held.language === chooseLanguage(wishedLanguage(), held.languages)) return;
  const { tooSoon } = await checkNow(context);
  if (tooSoon) setAlarm(POLL_ALARM, context.now() + CHECK_NOW_PAUSE);
}

/** @param {Context} context @param {'poll' | 'person'} reason */
async function run(context, reason) {
  const server = await context.readServer();
  if (!server) return { changed: false, edition: null, fault: null, tooSoon: false, nextPoll: null };
  const record = recordAs(reason === 'person' ? 'asked' : 'planned');
  const { mayFetch, now } = context;
  const outcome = await sync({ ...parts(context), server, reason, mayFetch, now, random: Math.random, record });
  if (outcome.nextPoll) setAlarm(POLL_ALARM, outcome.nextPoll);
  if (outcome.changed) await registerScripts(context);
  return outcome;
}

/** @param {Context} context */
const parts = ({ stamp, catalogue, readSeed }) => ({ catalogue: stamp.catalogue, language: wishedLanguage(), store: catalogue, readSeed });
