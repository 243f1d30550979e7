// A select of the places a person can say they are in, named in their language and in its order.

import { make } from './dom.js';
import { language, words } from './words.js';

const EUROPE = 'AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK UK'.split(' ');
const OTHERS = 'AR AU BR CA CL CN CO IL IN JP KR MX NZ SG TR TW UA US ZA'.split(' ');

/**
 * Fill a select with the places, the person's own chosen. A place that is not among the usual ones gets its own line, so that the select never names another.
 * @param {HTMLSelectElement} select
 * @param {string | null} region  null: not known
 */
export function fillRegions(select, region) {
  const codes = new Set([...EUROPE, ...OTHERS, ...(region ? [region] : [])]);
  const places = [...codes].map((code) => ({ code, name: nameRegion(code) }));
  places.sort((a, b) => a.name.localeCompare(b.name, language()));
  const unknown = region ? [] : [make('option', { value: '', selected: true }, words('options_region_unknown'))];
  select.replaceChildren(...unknown, ...places.map(({ code, name }) => make('option', { value: code, selected: code === region }, name)));
}

/** @param {string} code of the catalogue, such as UK or US-CA @returns {string} */
function nameRegion(code) {
  const [country, part] = code.split('-');
  const name = new Intl.DisplayNames(language(), { type: 'region' }).of(country === 'UK' ? 'GB' : country) ?? country;
  return part ? `${name} (${part})` : name;
}
