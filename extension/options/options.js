// The options: what the person chose and what they did with notices, each changed or undone with one press and saved at once.

import { FROM_CATALOGUE, make, localize } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { fillRegions } from '../lib/region-select.js';
import { nameTopic, UNASKED_TOPICS } from '../lib/topics.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';

/** @typedef {import('../match/decide.js').Choices} Choices */
/** @typedef {import('../background/ui-messages.js').DealtWith} DealtWith */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const region = /** @type {HTMLSelectElement} */ (byId('region'));
const pause = /** @type {HTMLSelectElement} */ (byId('pause'));
const surfaces = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('input[name=surface]')]);
const topics = UNASKED_TOPICS.map((topic) =>
  /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', value: topic, change: saveTopics })));
const status = byId('status');
/** Minutes, each with its name. @type {[number, string][]} */
const PAUSES = [
  [0, words('options_pause_none')], [10, words('options_pause_minutes')],
  [60, words('options_pause_hour')], [1440, words('options_pause_day')],
];
/** @type {Choices} as they are kept */
let choices;
/** Changes go one after the other: each is made of what the one before left. */
let turn = Promise.resolve();

localize(words, language());
byId('topics').append(...topics.map((input) => make('label', {}, input, make('span', {}, nameTopic(input.value)))));
region.addEventListener('change', () => save({ region: region.value || null }));
pause.addEventListener('change', () => save({ pause_minutes: Number(pause.value) }));
for (const input of surfaces) input.addEventListener('change', () => save({ surface: /** @type {'page' | 'toolbar'} */ (input.value) }));
// A banner closed in another tab belongs in the lists when the person comes back here.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && inTurn(showLists, 'options_not_read'));
await inTurn(async () => {
  choices = await send('ui:get-choices');
  showChoices();
  await showLists();
}, 'options_not_read');
document.body.dataset.ready = 'true';

/** Put the kept choices on the controls. */
function showChoices() {
  fillRegions(region, choices.region);
  for (const input of topics) input.checked = !choices.topics || choices.topics.includes(input.value);
  for (const input of surfaces) input.checked = input.value === choices.surface;
  const own = PAUSES.some(([minutes]) => minutes === choices.pause_minutes) ? [] : [choices.pause_minutes];
  const minutes = new Intl.NumberFormat(language(), { style: 'unit', unit: 'minute', unitDisplay: 'long' });
  const all = [...PAUSES, ...own.map((each) => /** @type {[number, string]} */ ([each, minutes.format(each)]))];
  pause.replaceChildren(...all.map(([value, name]) =>
    make('option', { value: String(value), selected: value === choices.pause_minutes }, name)));
}

async function showLists() {
  /** @type {DealtWith} */
  const { muted, notices } = await send('ui:get-dealt-with');
  byId('muted-none').hidden = muted.length > 0;
  byId('muted').replaceChildren(...muted.map(({ id, name }) => make('li', {},
    make('div', {}, make('strong', { dir: 'auto' }, name)),
    make('button', { class: 'quiet', 'aria-label': words('options_muted_undo_for', name), click: () => tellAgain(id, name) },
      words('options_muted_undo')))));
  byId('dealt-none').hidden = notices.length > 0;
  byId('dealt').replaceChildren(...notices.map((notice) => make('li', {},
    make('div', {}, make('strong', FROM_CATALOGUE, notice.headline),
      make('p', {}, make('span', { dir: 'auto' }, notice.platform), ' · ', writeState(notice))),
    make('button', { class: 'quiet', 'aria-label': words('options_dealt_reopen', notice.headline), click: () => reopen(notice) },
      words('popup_undo')))));
}

/** @param {DealtWith['notices'][number]} notice */
function writeState({ state, done_on: doneOn, until }) {
  if (doneOn) return words('options_dealt_done', writeDate(doneOn, language()));
  if (until === null) return words(state === 'closed' ? 'state_closed' : 'state_snoozed');
  const when = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(until);
  return words('options_dealt_snoozed', when);
}

function saveTopics() {
  const chosen = topics.filter((input) => input.checked).map((input) => input.value);
  // All stands for the topics of later catalogues too.
  return save({ topics: chosen.length === topics.length ? null : chosen });
}

/** Change choices; when that fails, the controls go back to what is kept. @param {Partial<Choices>} changes */
function save(changes) {
  return inTurn(async () => {
    choices = await send('ui:change-choices', { changes });
    say(words('options_saved'));
  }, 'options_not_saved');
}

/** @param {string} id @param {string} name of a platform */
function tellAgain(id, name) {
  return inTurn(async () => {
    // As it is kept now: another platform may have been left alone since this page was opened.
    const { muted } = await send('ui:get-choices');
    choices = await send('ui:change-choices', { changes: { muted: muted.filter((/** @type {string} */ other) => other !== id) } });
    await showLists();
    byId('muted-title').focus();
    say(words('options_muted_undone', name));
  }, 'options_not_saved');
}

/** @param {DealtWith['notices'][number]} notice */
function reopen({ id, headline }) {
  return inTurn(async () => {
    await send('ui:change-mark', { noticeId: id, change: 'reopen' });
    await showLists();
    byId('dealt-title').focus();
    say(words('options_dealt_reopened', headline));
  }, 'options_not_saved');
}

/**
 * Do something after what was begun before; say a fault in words and put the controls back.
 * @param {() => Promise<void>} act
 * @param {'options_not_saved' | 'options_not_read'} failed  name of the text that says what is safe
 */
function inTurn(act, failed) {
  turn = turn.then(act).catch((fault) => {
    if (choices) showChoices();
    say(words(failed, String(/** @type {Error} */ (fault).message)), true);
  });
  return turn;
}

/** @param {string} text @param {boolean} [isFault] */
function say(text, isFault = false) {
  status.className = isFault ? 'fault' : '';
  status.textContent = text;
}
