// The overview: every covered platform with its notices, what is done of them, and the way to the next open one.

import { asSpoken, make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { fillRegions } from '../lib/region-select.js';
import { nameTopic, TOPICS } from '../lib/topics.js';
import { startPage } from '../lib/start.js';
import { words } from '../lib/words.js';
import { fold, pickNext, shows, showsEmpty } from './pick.js';

/** @typedef {import('../background/overview-messages.js').OverviewPlatform} Platform */
/** @typedef {import('../background/overview-messages.js').OverviewNotice} Notice */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const search = /** @type {HTMLInputElement} */ (byId('search'));
const region = /** @type {HTMLSelectElement} */ (byId('region'));
const bar = /** @type {HTMLProgressElement} */ (byId('bar'));
/** @type {Record<Notice['state'], () => string>} */
const STATES = {
  open: () => words('state_open'),
  changed: () => words('state_changed'),
  done: () => words('state_done'),
  closed: () => words('state_closed'),
  snoozed: () => words('state_snoozed'),
  know: () => words('state_know'),
  elsewhere: () => words('state_elsewhere'),
};
/** What is chosen above the list. @type {import('./pick.js').Filter} */
const filter = { text: '', topic: null, state: 'all', isHere: true };
/** @type {Platform[]} by name */
let platforms = [];
/** The cards and rows on the page, by id of platform and notice. @type {Map<string, HTMLElement>} */
const shown = new Map();
/** @type {string | null} id of the platform that the person was taken to last */
let last = null;

await startPage();
search.addEventListener('input', () => {
  filter.text = fold(search.value);
  narrow();
});
byId('next').addEventListener('click', goOn);
showFilters();
await list();
await attempt(async () => fillRegions(region, (await send('ui:get-choices')).region));
region.addEventListener('change', list);
requestAnimationFrame(() => performance.mark('listed')); // for measuring: the first frame that holds the list begins here
document.body.dataset.ready = 'true';

/** List the platforms as they are for a person in the region chosen here. */
function list() {
  return attempt(async () => {
    const answer = await send('ui:get-overview', askFor());
    platforms = answer.platforms;
    byId('list').replaceChildren(...platforms.map(showPlatform));
    showProgress();
    narrow();
    if (!answer.hasCatalogue) byId('count').textContent = words('popup_no_catalogue');
  });
}

/** What to ask for: one platform or all, in the region chosen here, if one is. @param {string} [id] */
function askFor(id) {
  return { ...(id ? { id } : {}), ...(region.value ? { region: region.value } : {}) };
}

function showFilters() {
  const states = /** @type {const} */ ([
    ['all', words('overview_state_all')], ['open', words('state_open')], ['done', words('state_done')],
  ]);
  offer(byId('state'), states.map(([value, name]) => ({ value, name })), filter.state, (state) => (filter.state = state));
  byId('here').append(make('button', { type: 'button', 'aria-pressed': 'true', click: ({ currentTarget }) => {
    filter.isHere = !filter.isHere;
    /** @type {HTMLElement} */ (currentTarget).ariaPressed = String(filter.isHere);
    narrow();
  } }, words('overview_here')));
  const topics = TOPICS.map((topic) => ({ value: topic, name: nameTopic(topic) }));
  offer(byId('topic'), [{ value: '', name: words('overview_topic_all') }, ...topics], '', (topic) => (filter.topic = topic || null));
}

/**
 * Offer chips of which one is chosen.
 * @template {string} Value
 * @param {HTMLElement} set
 * @param {{value: Value, name: string}[]} choices
 * @param {Value} chosen
 * @param {(value: Value) => void} choose
 */
function offer(set, choices, chosen, choose) {
  const chips = choices.map(({ value, name }) =>
    make('button', { type: 'button', 'aria-pressed': String(value === chosen), click: ({ currentTarget }) => {
      for (const chip of chips) chip.ariaPressed = String(chip === currentTarget);
      choose(value);
      narrow();
    } }, name));
  set.append(...chips);
}

/** Show what the filter lets through. What is ticked off meanwhile stays in sight, so that it can be undone where it was done. */
function narrow() {
  let count = 0;
  for (const platform of platforms) {
    const fitting = platform.notices.filter((notice) => shows(filter, platform, notice));
    for (const notice of platform.notices) find(notice.id).hidden = !fitting.includes(notice);
    const isShown = fitting.length > 0 || (platform.notices.length === 0 && showsEmpty(filter, platform));
    find(platform.id).hidden = !isShown;
    count += isShown ? 1 : 0;
  }
  byId('count').textContent = count === 0 ? words('overview_none') : words('overview_shown', count);
}

function showProgress() {
  const tasks = platforms.flatMap(({ notices }) => notices).filter(({ isTask }) => isTask);
  const done = tasks.filter(({ state }) => state === 'done').length;
  byId('sentence').textContent = words('overview_progress', done, tasks.length);
  [bar.max, bar.value] = [tasks.length || 1, done];
}

/** @param {Platform} platform */
function showPlatform(platform) {
  const card = make('li', { class: 'platform' },
    make('h2', { dir: 'auto' }, platform.name),
    platform.notices.length === 0 ? make('p', { class: 'notice' }, words('why_nothing_open'))
      : make('ul', {}, ...platform.notices.map((notice) => showNotice(platform, notice))));
  shown.set(platform.id, card);
  return card;
}

/** @param {Platform} platform @param {Notice} notice */
function showNotice(platform, notice) {
  const { id, headline, spoken, topic, state, isTask, action } = notice;
  const tone = state === 'changed' ? 'warn' : state === 'done' ? 'done' : '';
  const isUndoable = state === 'done' || state === 'closed' || state === 'snoozed';
  const press = (/** @type {string} */ change) => () => changeMark(platform, notice, change);
  const row = make('li', { class: isTask ? 'notice task' : 'notice' },
    make('div', {},
      make('h3', asSpoken(spoken, 'headline'), headline),
      make('ul', { class: 'chips' }, make('li', { class: tone }, STATES[state]()), make('li', {}, nameTopic(topic)))),
    make('div', { class: 'does' },
      action && state !== 'elsewhere' ? make('button', { class: 'go', click: () => go(platform, notice) },
        make('span', asSpoken(spoken, `actions/${action.id}/label`), action.label)) : null,
      isTask && state !== 'done' ? make('button', { class: 'quiet', 'data-does': 'finish', 'aria-label': words('overview_finish', headline),
        click: press('finish') }, words('banner_done')) : null,
      isUndoable ? make('button', { class: 'quiet', 'data-does': 'reopen', 'aria-label': words('options_dealt_reopen', headline),
        click: press('reopen') }, words('popup_undo')) : null));
  shown.set(id, row);
  return row;
}

/** @param {string} id of a platform or notice */
function find(id) {
  return /** @type {HTMLElement} */ (shown.get(id));
}

/** @param {Platform} platform @param {Notice} notice @param {string} change */
async function changeMark(platform, notice, change) {
  await attempt(async () => {
    await send('ui:change-mark', { noticeId: notice.id, change });
    const { platforms: [after] } = await send('ui:get-overview', askFor(platform.id));
    const states = new Map(after.notices.map((/** @type {Notice} */ each) => [each.id, each]));
    Object.assign(notice, states.get(notice.id));
    const before = find(notice.id);
    before.replaceWith(showNotice(platform, notice));
    // The button that undoes it takes the place and the focus of the one that was pressed.
    const other = change === 'finish' ? 'reopen' : 'finish';
    /** @type {HTMLElement | null} */ (find(notice.id).querySelector(`[data-does=${other}]`))?.focus();
    showProgress();
    say(words(change === 'finish' ? 'overview_finished' : 'overview_reopened', notice.headline));
  });
}

/** Open the notice's first action. @param {Platform} platform @param {Notice} notice */
async function go(platform, notice) {
  await attempt(async () => {
    const action = notice.action;
    if (!action) return;
    await send('ui:open-action', { noticeId: notice.id, actionId: action.id });
    say(action.isMail ? words('action_opened_mail') : words('overview_next_opened', platform.name, action.label));
  });
}

/** Open the next open notice's first action, and leave the person at its Done for when they come back. */
async function goOn() {
  const next = pickNext(filter, platforms, last);
  if (!next) return say(words('overview_next_none'));
  if (last) find(last).classList.remove('next');
  last = next.platform.id;
  const card = find(last);
  card.classList.add('next');
  card.scrollIntoView({ block: 'nearest' });
  /** @type {HTMLElement | null} */ (find(next.notice.id).querySelector('[data-does=finish]'))?.focus({ preventScroll: true });
  await go(next.platform, next.notice);
}

/** Do something; say a fault in words. @param {() => Promise<void>} act */
async function attempt(act) {
  try {
    await act();
  } catch (fault) {
    say(words('overview_failed', String(/** @type {Error} */ (fault).message)), true);
  }
}

/** @param {string} text @param {boolean} [isFault] */
function say(text, isFault = false) {
  byId('status').className = isFault ? 'fault' : '';
  byId('status').textContent = text;
}
