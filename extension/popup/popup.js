// The popup: the notices of the site in front, what the person did with them, and how fresh the catalogue is.

import { FROM_CATALOGUE, make, localize } from '../lib/dom.js';
import { requestGrants, send } from '../lib/browser.js';
import { language, words } from '../lib/words.js';
import { writeDate } from '../match/describe.js';

/** @typedef {import('../match/describe.js').NoticeView} NoticeView */

const main = /** @type {HTMLElement} */ (document.getElementById('main'));
const title = /** @type {HTMLElement} */ (document.getElementById('title'));
const status = /** @type {HTMLElement} */ (document.getElementById('status'));
const footer = /** @type {HTMLElement} */ (document.getElementById('footer'));
const FOLDED = ['know', 'done', 'closed', 'snoozed', 'elsewhere'];

localize(words, language());
const asked = new URLSearchParams(location.search).get('site');
await show();

async function show() {
  const { site, catalogue } = await send('ui:get-tab', asked ? { url: asked } : {});
  title.textContent = site ? site.name : 'Fairnotice';
  const nothing = () => make('p', { class: 'summary' }, words(catalogue.edition ? 'popup_nothing' : 'popup_no_catalogue'));
  main.replaceChildren(...(site ? showSite(site) : [nothing()]));
  status.textContent = catalogue.fault ? catalogue.fault.sentence : '';
  const day = catalogue.edition ? writeDate((catalogue.confirmed_on ?? catalogue.published).slice(0, 10), language()) : '';
  footer.replaceChildren(
    make('span', {}, catalogue.edition ? words('popup_fresh', catalogue.edition, day) : ''),
    catalogue.server ? make('button', { class: 'link', click: checkNow }, words('popup_check')) : '',
    make('nav', {},
      make('a', { href: '../overview/overview.html', target: '_blank' }, words('overview_title')),
      make('a', { href: '../sent/sent.html', target: '_blank' }, words('sent_title')),
      make('a', { href: '../options/options.html', target: '_blank' }, words('options_title'))),
  );
  document.body.dataset.ready = 'true';
}

/** @param {any} site */
function showSite(site) {
  const open = site.notices.filter((/** @type {NoticeView} */ notice) => !FOLDED.includes(notice.state));
  const rest = site.notices.filter((/** @type {NoticeView} */ notice) => FOLDED.includes(notice.state));
  const count = open.length === 1 ? words('popup_one_open') : words('popup_open', open.length);
  return [
    make('p', { class: 'summary' }, open.length ? count : words('popup_none_open')),
    site.missing.length ? askForGrant(site) : '',
    site.isMuted ? make('p', { class: 'summary' }, words('popup_muted')) : '',
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

/** @param {NoticeView} notice @param {boolean} isOpen */
function showNotice(notice, isOpen) {
  const isDone = notice.state === 'done';
  return make('details', { class: 'notice', open: isOpen },
    make('summary', {}, make('span', FROM_CATALOGUE, notice.headline),
      FOLDED.includes(notice.state) ? make('span', { class: 'dot' }, words(`state_${notice.state}`)) : null),
    make('ul', { class: 'chips' }, ...notice.chips.map((chip) => make('li', { class: chip.tone }, chip.text))),
    make('p', FROM_CATALOGUE, notice.summary),
    make('div', { class: 'actions' }, ...[notice.primary, ...notice.others].filter((action) => !!action)
      .map((action, index) => showAction(notice, action, index === 0))),
    make('dl', {}, ...notice.details.flatMap(({ term, text }) => [
      make('dt', {}, term),
      make('dd', { class: 'small', ...(term === words('detail_where') ? { dir: 'auto' } : FROM_CATALOGUE) }, text)])),
    make('h3', {}, words('detail_sources')),
    make('ul', {}, ...notice.sources.map(({ index, title, by }) => make('li', { class: 'small' },
      make('button', { class: 'link', click: () => open('ui:open-source', { noticeId: notice.id, index }) },
        make('span', FROM_CATALOGUE, title)),
      make('p', { dir: 'auto' }, by)))),
    make('div', { class: 'state' },
      make('p', { class: 'small' }, notice.why),
      make('button', { class: 'quiet', click: () => change(notice, isDone ? 'reopen' : 'finish') },
        words(isDone ? 'popup_undo' : 'banner_done')),
    ),
    make('button', { class: 'link small', click: () => open('ui:open-report', { noticeId: notice.id, actionId: notice.primary?.id }) },
      words('banner_report')),
  );
}

/** @param {NoticeView} notice @param {import('../match/describe.js').ActionView} action @param {boolean} isPrimary */
function showAction(notice, action, isPrimary) {
  const press = () => open('ui:open-action', { noticeId: notice.id, actionId: action.id });
  return make('div', {},
    make('button', { class: isPrimary ? 'primary' : 'link', click: press },
      make('span', FROM_CATALOGUE, action.label)),
    action.hint ? make('p', { class: 'small' }, action.hint) : null,
    isPrimary && action.steps.length
      ? make('ol', { class: 'small steps', ...FROM_CATALOGUE }, ...action.steps.map((step) => make('li', {}, step))) : null,
  );
}

/** @param {string} message @param {object} content */
async function open(message, content) {
  try {
    await send(message, content);
  } catch (fault) {
    status.textContent = String(/** @type {Error} */ (fault).message);
  }
}

/** @param {NoticeView} notice @param {string} name */
async function change(notice, name) {
  await send('ui:change-mark', { noticeId: notice.id, change: name });
  await show();
}

async function checkNow() {
  status.textContent = words('popup_checking');
  const { tooSoon } = await send('ui:check-now');
  await show();
  if (tooSoon) status.textContent = words('popup_too_soon');
}
