// The options: what the person chose and what they did with notices, each changed or undone with one press and saved at once.

import { asSpoken, make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { fillLanguages } from '../lib/language-select.js';
import { fillRegions } from '../lib/region-select.js';
import { nameTopic, readTopics, UNASKED_TOPICS } from '../lib/topics.js';
import { startPage } from '../lib/start.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';

/** @typedef {import('../match/decide.js').Choices} Choices */
/** @typedef {import('../background/options-messages.js').KnownChoices} KnownChoices */
/** @typedef {import('../background/options-messages.js').DealtWith} DealtWith */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [region, spoken, pause] = ['region', 'language', 'pause'].map((id) => /** @type {HTMLSelectElement} */ (byId(id)));
const surfaces = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('input[name=surface]')]);
const topics = UNASKED_TOPICS.map((topic) =>
  /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', value: topic, change: saveTopics })));
const status = byId('status');
/** @type {KnownChoices} as they are kept */
let choices;
/** Changes go one after the other: each is made of what the one before left. */
let turn = Promise.resolve();

await startPage();
/** Minutes, each with its name. @type {[number, string][]} */
const PAUSES = [
  [0, words('options_pause_none')], [10, words('options_pause_minutes')],
  [60, words('options_pause_hour')], [1440, words('options_pause_day')],
];
byId('topics').append(...topics.map((input) => make('label', {}, input, make('span', {}, nameTopic(input.value)))));
region.addEventListener('change', () => save({ region: region.value || null }));
spoken.addEventListener('change', async () => {
  await save({ language: spoken.value || null });
  location.reload(); // every text of the page is another now
});
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
  fillLanguages(spoken, choices.language);
  for (const managed of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.managed'))) {
    managed.hidden = !choices.locked.includes(managed.dataset.choice ?? '');
    for (const input of managed.closest('fieldset')?.querySelectorAll('input') ?? []) input.disabled = !managed.hidden;
  }
  byId('policy-fault').hidden = choices.faults.length === 0;
  byId('policy-fault').textContent = words('options_managed_fault', choices.faults.join(', '));
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
  const { muted, toolbar, notices } = await send('ui:get-dealt-with');
  byId('muted-none').hidden = muted.length > 0;
  byId('muted').replaceChildren(...muted.map((platform) => showNamed(platform, words('options_muted_undo'),
    words('options_muted_undo_for', platform.name), () => takeOff('muted', platform, words('options_muted_undone', platform.name)))));
  byId('toolbar-none').hidden = toolbar.length > 0;
  byId('toolbar').replaceChildren(...toolbar.map((named) => showNamed(named, words('popup_show_in_page'),
    words('options_toolbar_undo_for', named.name), () => takeOff('toolbar_only', named, words('options_toolbar_undone', named.name)))));
  byId('dealt-none').hidden = notices.length > 0;
  byId('dealt').replaceChildren(...notices.map((notice) => make('li', {},
    make('div', {}, make('strong', asSpoken(notice.spoken, 'headline'), notice.headline),
      make('p', {}, make('span', { dir: 'auto' }, notice.platform), ' · ', writeState(notice))),
    make('button', { class: 'quiet', 'aria-label': words('options_dealt_reopen', notice.headline), click: () => reopen(notice) },
      words('popup_undo')))));
}

/** @param {DealtWith['muted'][number]} named @param {string} label @param {string} spokenLabel @param {() => void} undo */
function showNamed({ name, spoken }, label, spokenLabel, undo) {
  return make('li', {}, make('div', {}, make('strong', spoken ? asSpoken(spoken, 'headline') : { dir: 'auto' }, name)),
    make('button', { class: 'quiet', 'aria-label': spokenLabel, click: undo }, label));
}

/** @param {DealtWith['notices'][number]} notice */
function writeState({ state, done_on: doneOn, until }) {
  if (doneOn) return words('options_dealt_done', writeDate(doneOn, language()));
  if (until === null) return words(state === 'closed' ? 'state_closed' : 'state_snoozed');
  const when = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(until);
  return words('options_dealt_snoozed', when);
}

function saveTopics() {
  return save({ topics: readTopics(topics) });
}

/** Change choices; when that fails, the controls go back to what is kept. @param {Partial<Choices>} changes */
function save(changes) {
  return inTurn(async () => {
    choices = await send('ui:change-choices', { changes });
    say(words('options_saved'));
  }, 'options_not_saved');
}

/**
 * Take a platform or notice off a list among the choices.
 * @param {'muted' | 'toolbar_only'} list
 * @param {DealtWith['muted'][number]} named
 * @param {string} said
 */
function takeOff(list, { id }, said) {
  return inTurn(async () => {
    // As it is kept now: another one may have come onto the list since this page was opened.
    const held = await send('ui:get-choices');
    choices = await send('ui:change-choices', { changes: { [list]: held[list].filter((/** @type {string} */ other) => other !== id) } });
    await showLists();
    byId(list === 'muted' ? 'muted-title' : 'toolbar-title').focus();
    say(said);
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
