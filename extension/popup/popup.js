// The popup: the notices of the site in front, what the person did with them, and how fresh the catalogue is.

import { asSpoken, IN_ENGLISH, make } from '../lib/dom.js';
import { requestGrants, send } from '../lib/browser.js';
import { startPage } from '../lib/start.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';

/** @typedef {import('../match/describe.js').NoticeView & {isKept: boolean}} NoticeView  isKept: in the toolbar only, as the person chose */

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const title = /** @type {HTMLElement} */ (document.getElementById('title'));
const status = /** @type {HTMLElement} */ (document.getElementById('status'));
const footer = /** @type {HTMLElement} */ (document.getElementById('footer'));
const FOLDED = ['know', 'done', 'closed', 'snoozed', 'elsewhere'];
/** States that the person made and can take back. */
const UNDOABLE = ['done', 'closed', 'snoozed'];

await startPage();
const asked = new URLSearchParams(location.search).get('site');
await show();

async function show() {
  const { site, guide, newPatterns, catalogue } = await send('ui:get-tab', asked ? { url: asked } : {});
  title.textContent = site ? site.name : 'Fairnotice';
  const nothing = () => make('p', { class: 'summary' }, words(catalogue.edition ? 'popup_nothing' : 'popup_no_catalogue'));
  main.replaceChildren(
    guide ? showGuide(guide) : '',
    ...(site ? showSite(site) : guide ? [] : [nothing()]),
    newPatterns ? showNew(newPatterns) : '',
  );
  status.textContent = catalogue.fault;
  const day = catalogue.edition ? writeDate((catalogue.confirmed_on ?? catalogue.published).slice(0, 10), language()) : '';
  footer.replaceChildren(
    make('span', {}, catalogue.edition ? words('popup_fresh', String(catalogue.edition), day) : ''),
    catalogue.server ? make('button', { class: 'link', click: checkNow }, words('popup_check')) : '',
    make('nav', {},
      make('a', { href: '../overview/overview.html', target: '_blank' }, words('overview_title')),
      make('a', { href: '../receipts/receipts.html', target: '_blank' }, words('receipts_title')),
      make('a', { href: '../sent/sent.html', target: '_blank' }, words('sent_title')),
      make('a', { href: '../options/options.html', target: '_blank' }, words('options_title'))),
  );
  document.body.dataset.ready = 'true';
}

/** @param {any} site */
function showSite(site) {
  const open = site.notices.filter((/** @type {NoticeView} */ notice) => !FOLDED.includes(notice.state));
  const rest = site.notices.filter((/** @type {NoticeView} */ notice) => FOLDED.includes(notice.state));
  return [
    make('p', { class: 'summary' }, open.length ? words('popup_open', open.length) : words('popup_none_open')),
    site.missing.length ? askForGrant(site) : '',
    site.isRemoved ? make('p', { class: 'ask' }, words('popup_removed')) : '',
    site.isMuted ? showChoice(words('popup_muted'), words('options_muted_undo'), () => choose('muted', site.id, false)) : '',
    site.isKept ? showChoice(words('popup_stays_in_toolbar', site.name), words('popup_show_in_page'), () => choose('toolbar_only', site.id, false)) : '',
    ...open.map((/** @type {NoticeView} */ notice, /** @type {number} */ index) => showNotice(notice, index === 0)),
    rest.length
      ? make('details', { class: 'fold', open: !open.length }, make('summary', {}, words('popup_rest', rest.length)),
        ...rest.map((/** @type {NoticeView} */ notice) => showNotice(notice, false)))
      : '',
  ];
}

/** @param {any} site */
function askForGrant(site) {
  return make('div', { class: 'ask' },
    make('p', {}, words('popup_grant', site.name)),
    make('button', { class: 'quiet', click: async () => { if (await requestGrants(site.missing)) await show(); } },
      words('popup_grant_button', site.name)),
  );
}

/** Something the person chose once, and the way back. @param {string} text @param {string} label @param {() => void} undo */
function showChoice(text, label, undo) {
  return make('div', { class: 'chosen' }, make('p', {}, text), make('button', { class: 'link', click: undo }, label));
}

/** Platforms that an update of the extension brought: offered, never demanded. @param {number} count */
function showNew(count) {
  return make('p', { class: 'chosen' }, words('popup_new', count), ' ',
    make('a', { class: 'link', href: '../welcome/welcome.html', target: '_blank' }, words('popup_new_see')));
}

/** The way through an action's steps, for pages that the guide cannot be shown on. @param {any} guide */
function showGuide({ platform, action, actionId, spoken, steps, step, limits }) {
  const inNotice = (/** @type {string} */ name) => asSpoken(spoken, `actions/${actionId}/${name}`);
  const isLast = step >= steps.length - 1;
  const go = (/** @type {number | null} */ to) => attempt(() => send('ui:move-guide', { step: to }).then(show));
  return make('section', { class: 'guide', 'aria-labelledby': 'guide-title' },
    make('h2', { id: 'guide-title' }, words('popup_guide', platform)),
    make('p', inNotice('label'), action),
    make('ol', { class: 'steps', ...inNotice('steps') }, ...steps.map((/** @type {string} */ text, /** @type {number} */ index) =>
      make('li', index === step ? { 'aria-current': 'step' } : {}, text))),
    isLast && limits ? make('p', { class: 'small' }, `${words('detail_limits')}: `, make('span', inNotice('limits'), limits)) : null,
    make('p', { class: 'row' },
      step > 0 ? make('button', { class: 'quiet', click: () => go(step - 1) }, words('guide_back')) : null,
      isLast ? null : make('button', { class: 'quiet', click: () => go(step + 1) }, words('guide_next')),
      make('button', { class: 'link', click: () => go(null) }, words('guide_close'))));
}

/** @param {NoticeView} notice @param {boolean} isOpen */
function showNotice(notice, isOpen) {
  const isUndoable = UNDOABLE.includes(notice.state);
  return make('details', { class: 'notice', open: isOpen },
    make('summary', {}, make('span', asSpoken(notice.spoken, 'headline'), notice.headline),
      FOLDED.includes(notice.state) ? make('span', { class: 'dot' }, words(`state_${notice.state}`)) : null),
    make('ul', { class: 'chips' }, ...notice.chips.map((chip) => make('li', { class: chip.tone }, chip.text))),
    make('p', asSpoken(notice.spoken, 'summary'), notice.summary),
    notice.untranslated ? make('p', { class: 'small' }, notice.untranslated) : null,
    make('div', { class: 'actions' }, ...[notice.primary, ...notice.others].filter((action) => !!action)
      .map((action, index) => showAction(notice, action, index === 0))),
    make('dl', {}, ...notice.details.flatMap(({ term, text, name }) => [
      make('dt', {}, term),
      make('dd', { class: 'small', ...(name ? asSpoken(notice.spoken, name) : { dir: 'auto' }) }, text)])),
    make('h3', {}, words('detail_sources')),
    make('ul', {}, ...notice.sources.map(({ index, title, by }) => make('li', { class: 'small' },
      make('button', { class: 'link', click: () => attempt(() => send('ui:open-source', { noticeId: notice.id, index })) },
        make('span', IN_ENGLISH, title)),
      make('p', { dir: 'auto' }, by)))),
    make('div', { class: 'state' },
      make('p', { class: 'small' }, notice.why),
      isUndoable ? make('button', { class: 'quiet', click: () => change(notice, 'reopen') }, words('popup_undo')) : null,
      notice.state === 'done' ? null : make('button', { class: 'quiet', click: () => change(notice, 'finish') }, words('banner_done')),
    ),
    notice.state === 'open' || notice.state === 'changed' ? make('button', { class: 'link small', click: () => choose('toolbar_only', notice.id, !notice.isKept) },
      words(notice.isKept ? 'popup_show_in_page' : 'popup_keep_in_toolbar')) : null,
    make('button', { class: 'link small', click: () => attempt(() => send('ui:open-report', { noticeId: notice.id, actionId: notice.primary?.id })) },
      words('banner_report')),
  );
}

/** @param {NoticeView} notice @param {import('../match/describe.js').ActionView} action @param {boolean} isPrimary */
function showAction(notice, action, isPrimary) {
  const press = () => attempt(() => send('ui:open-action', { noticeId: notice.id, actionId: action.id }));
  const inNotice = (/** @type {string} */ name) => asSpoken(notice.spoken, `actions/${action.id}/${name}`);
  const link = make('button', { class: isPrimary ? 'primary' : 'link', click: press }, make('span', inNotice('label'), action.label));
  return make('div', {},
    // Where no link does it, the steps come first.
    action.steps_first ? make('strong', inNotice('label'), action.label) : link,
    action.hint && !action.steps_first ? make('p', { class: 'small' }, action.hint) : null,
    (isPrimary || action.steps_first) && action.steps.length
      ? make('ol', { class: 'small steps', ...inNotice('steps') }, ...action.steps.map((step) => make('li', {}, step))) : null,
    action.search ? make('p', { class: 'small' }, action.search) : null,
    action.steps_first ? make('button', { class: 'link', click: press }, words('action_open_anyway')) : null,
  );
}

/** @param {NoticeView} notice @param {string} name */
function change(notice, name) {
  return attempt(async () => {
    await send('ui:change-mark', { noticeId: notice.id, change: name });
    await show();
  });
}

/**
 * Put an id on one of the lists among the choices, or take it off.
 * @param {'muted' | 'toolbar_only'} list
 * @param {string} id
 * @param {boolean} isOn
 */
function choose(list, id, isOn) {
  return attempt(async () => {
    const held = (await send('ui:get-choices'))[list].filter((/** @type {string} */ other) => other !== id);
    await send('ui:change-choices', { changes: { [list]: isOn ? [...held, id] : held } });
    await show();
  });
}

function checkNow() {
  return attempt(async () => {
    status.textContent = words('popup_checking');
    const { tooSoon, fault } = await send('ui:check-now');
    await show();
    status.textContent = tooSoon ? words('popup_too_soon') : fault;
  });
}

/** Do something; say a fault in words. @param {() => Promise<unknown>} act */
async function attempt(act) {
  try {
    await act();
  } catch (fault) {
    status.textContent = words('overview_failed', String(/** @type {Error} */ (fault).message));
  }
}
