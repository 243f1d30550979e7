// A select of the languages there are texts in, each named in itself, so that a person finds their own in any of them.

import { make } from './dom.js';
import { LANGUAGES, words } from './words.js';

/**
 * @param {HTMLSelectElement} select
 * @param {string | null} chosen  null: as the browser
 */
export function fillLanguages(select, chosen) {
  const names = LANGUAGES.map((tag) => ({ tag, name: new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag }));
  names.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  select.replaceChildren(
    make('option', { value: '', selected: chosen === null }, words('options_language_browser')),
    ...names.map(({ tag, name }) => make('option', { value: tag, lang: tag, selected: tag === chosen }, name)),
  );
}
