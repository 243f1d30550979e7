// The welcome page: says what Fairnotice does and asks for exactly the hosts it has notices for, all of them or one by one.

import { make } from '../lib/dom.js';
import { requestGrants, send } from '../lib/browser.js';
import { fillLanguages } from '../lib/language-select.js';
import { fillRegions } from '../lib/region-select.js';
import { startPage } from '../lib/start.js';
import { nameTopic, readTopics, UNASKED_TOPICS } from '../lib/topics.js';
import { words } from '../lib/words.js';

/** @typedef {{id: string, name: string, patterns: string[], isGranted: boolean}} Offer */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

await startPage();
byId('later').addEventListener('click', () => window.close());
byId('grant-all').addEventListener('click', () => grant(offers.filter((offer) => !offer.isGranted)));
/** @type {Offer[]} known before the click, because a browser only asks in answer to one */
let offers = [];
await showChoices();
await showOffers();
document.body.dataset.ready = 'true';

async function showOffers() {
  offers = await send('ui:get-platforms');
  const [missing, hosts] = [offers.filter((offer) => !offer.isGranted), offers.flatMap((offer) => offer.patterns)];
  byId('grant-all').textContent = words('welcome_grant_all', missing.length);
  byId('grant-all').hidden = missing.length === 0;
  byId('later').hidden = missing.length === 0;
  byId('status').textContent = missing.length === 0 ? words('welcome_granted') : '';
  byId('list-title').textContent = words('welcome_list', offers.length, hosts.length);
  byId('list').replaceChildren(...offers.map((offer) => make('li', {},
    make('span', {}, offer.name, ' ', offer.isGranted ? make('small', {}, words('welcome_is_granted'))
      : make('button', { class: 'link', click: () => grant([offer]), 'aria-label': words('popup_grant_button', offer.name) }, words('welcome_grant_one'))),
    make('small', {}, offer.patterns.map((pattern) => pattern.slice('https://*.'.length, -2)).join(', ')))));
}

/** @param {Offer[]} wanted */
async function grant(wanted) {
  await requestGrants(wanted.flatMap((offer) => offer.patterns));
  await showOffers();
}

async function showChoices() {
  const { region, language: chosen, topics: wanted, locked } = await send('ui:get-choices');
  const [regions, languages] = ['region', 'language'].map((id) => /** @type {HTMLSelectElement} */ (byId(id)));
  fillRegions(regions, region);
  regions.addEventListener('change', () => save({ region: regions.value || null }));
  fillLanguages(languages, chosen);
  languages.addEventListener('change', async () => {
    await save({ language: languages.value || null });
    location.reload(); // every text of the page is another now
  });
  byId('topics-managed').hidden = !locked.includes('topics');
  const inputs = UNASKED_TOPICS.map((topic) => /** @type {HTMLInputElement} */ (make('input', {
    type: 'checkbox', value: topic, checked: !wanted || wanted.includes(topic), disabled: locked.includes('topics'), change: () => save({ topics: readTopics(inputs) }),
  })));
  byId('topics').replaceChildren(...inputs.map((input) => make('label', {}, input, make('span', {}, nameTopic(input.value)))));
}

/** @param {object} changes of choices */
async function save(changes) {
  try {
    await send('ui:change-choices', { changes });
  } catch (fault) {
    byId('status').textContent = words('options_not_saved', String(/** @type {Error} */ (fault).message));
  }
}
