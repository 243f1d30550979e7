// The report page: what is wrong, in a few choices and words, every byte of it shown before it is sent; then the ticket.

import { asSpoken, make } from '../lib/dom.js';
import { send } from '../lib/browser.js';
import { startPage } from '../lib/start.js';
import { words } from '../lib/words.js';
import { countCharacters, findTextFault, MAX_TEXT, tidy, writeBody } from './body.js';
import { attempt, nameFault, say } from './status.js';
import { showTickets } from './tickets.js';

/** @typedef {import('../background/report-messages.js').ReportForm} ReportForm */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const action = /** @type {HTMLSelectElement} */ (byId('action'));
const text = /** @type {HTMLTextAreaElement} */ (byId('text'));
const kinds = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('input[name=kind]')]);
const sendButton = byId('send');
const asked = new URLSearchParams(location.search);
/** On average so many numbers have to be tried: two to the number of zero bits. */
const NEEDED = 65_536;
/** A random beginning, so that nobody can tell from a ticket what was reported. */
const nonce = `${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}-`;

/** @type {ReportForm} */
let form = { address: null, notice: null };
/** What is sent, once it is proved, and the beginning it was proved for. @type {{begin: string, body: string} | null} */
let proved = null;
let isStopped = false;

await startPage();
for (const control of [...kinds, action]) control.addEventListener('change', show);
text.addEventListener('input', show);
sendButton.addEventListener('click', report);
byId('form').addEventListener('submit', (event) => event.preventDefault());
byId('cancel').addEventListener('click', () => (isStopped = true));
byId('copy').addEventListener('click', copy);
await attempt(async () => {
  form = await send('ui:get-report-form', { noticeId: asked.get('notice') ?? '' });
  showForm();
  await showTickets();
});
document.body.dataset.ready = 'true';

function showForm() {
  const { address, notice } = form;
  if (!notice || !address) {
    // Opened without a notice, the page is the list of tickets alone.
    byId('about').textContent = asked.has('notice') ? words(address ? 'report_no_notice' : 'report_no_server') : '';
    return;
  }
  byId('about').replaceChildren(make('strong', { dir: 'auto' }, notice.platform), ' · ', make('span', asSpoken(notice.spoken, 'headline'), notice.headline));
  action.append(make('option', { value: '' }, words('report_action_none')), ...notice.actions.map(({ id, label }) =>
    make('option', { value: id, selected: id === asked.get('action'), ...asSpoken(notice.spoken, `actions/${id}/label`) }, label)));
  byId('exact-title').textContent = words('report_exact_title');
  byId('exact-why').textContent = words('report_exact');
  byId('line').textContent = `POST ${address}`;
  for (const id of ['form', 'exact']) byId(id).hidden = false;
  show();
}

/** Answer the body around its number, as the controls stand. */
function compose() {
  const { id = '', revision = 1 } = form.notice ?? {};
  return writeBody({
    noticeId: id, revision, actionId: action.value || null, kind: kinds.find(({ checked }) => checked)?.value ?? '', text: tidy(text.value),
    madeOn: new Date().toISOString().slice(0, 10),
  }, nonce);
}

/** Show what would be sent, and what is wrong with the words. */
function show() {
  const { begin, end } = compose();
  byId('body').textContent = begin === proved?.begin ? proved.body : `${begin}…${end}`;
  const written = tidy(text.value);
  const fault = findTextFault(written);
  byId('count').textContent = words('report_count', countCharacters(written), MAX_TEXT);
  byId('text-fault').textContent = fault ? sayTextFault(fault) : '';
  text.ariaInvalid = String(fault !== null);
}

/** @param {NonNullable<ReturnType<typeof findTextFault>>} fault */
const sayTextFault = (fault) => words(fault === 'address' ? 'report_address' : 'report_long', MAX_TEXT);

async function report() {
  const fault = findTextFault(tidy(text.value));
  if (!kinds.some(({ checked }) => checked)) return stay(words('report_no_kind'), kinds[0]);
  if (fault) return stay(sayTextFault(fault), text);
  await attempt(async () => {
    setBusy(true);
    const body = await prove();
    if (body === null) return say(words('report_cancelled'));
    byId('cancel').hidden = true;
    say(words('report_sending'));
    const answer = await send('ui:send-report', { body });
    if ('fault' in answer) return say(`${nameFault(answer)} ${words('report_kept')}`, true);
    return finish(answer);
  });
  setBusy(false);
}

/**
 * Find the number that proves the work, some at a time; answer the whole body, or null when the person stopped it. The same report again
 * finds the same number, and so keeps its ticket.
 */
async function prove() {
  const { begin, end } = compose();
  say(words('report_proving'));
  for (let from = 0; !isStopped;) {
    byId('tried').textContent = words('report_tried', from, NEEDED);
    const { number: found, next } = await send('ui:prove-report', { begin, end, from });
    if (found !== null && !isStopped) {
      proved = { begin, body: `${begin}${found}${end}` };
      show();
      return proved.body;
    }
    from = next;
  }
  return null;
}

/** @param {{ticket: string, isKept: boolean}} answer */
async function finish({ ticket, isKept }) {
  byId('form').hidden = true;
  byId('send-row').hidden = true;
  byId('exact-title').textContent = words('report_was_sent_title');
  byId('exact-why').textContent = words('report_was_sent');
  byId('code').textContent = ticket;
  byId('ticket-why').textContent = words(isKept ? 'report_ticket' : 'report_ticket_not_kept');
  byId('ticket').hidden = false;
  say(words('report_arrived'));
  byId('ticket-title').focus();
  await showTickets();
}

async function copy() {
  await attempt(async () => {
    await navigator.clipboard.writeText(byId('code').textContent ?? '');
    say(words('report_copied'));
  });
}

/** Keep the controls as they are while the report is under way; the focus stays where the buttons are. @param {boolean} isBusy */
function setBusy(isBusy) {
  isStopped = false;
  for (const control of [...kinds, action, text]) control.disabled = isBusy;
  sendButton.hidden = isBusy;
  byId('cancel').hidden = !isBusy;
  byId('tried').textContent = '';
  if (byId('ticket').hidden) byId(isBusy ? 'cancel' : 'send').focus();
}

/** @param {string} sentence @param {HTMLElement} control  where to put it right */
function stay(sentence, control) {
  say(sentence, true);
  control.focus();
}
