// Builds elements for the extension's own pages: every text goes in as text, never as markup.

import { direction, textLanguage } from './words.js';

/** Attributes of an element whose text comes from the catalogue and is never translated, such as the title of a source. */
export const IN_ENGLISH = { lang: 'en', dir: 'auto' };

/**
 * Answer the attributes of an element whose text comes from a notice: the language it is in, and which way that is read.
 * @param {import('../match/decide.js').Spoken} spoken
 * @param {string} name of the text, such as "actions/form/label"
 */
export const asSpoken = ({ lang, dir, english }, name) => (english.includes(name) ? { lang: 'en', dir: 'ltr' } : { lang, dir });

/**
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes  a function listens to the event of its name
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Put the person's language on the page, and its texts on elements with data-words.
 * @param {(name: string) => string} words
 * @param {string} language
 */
export function localize(words, language) {
  document.documentElement.lang = textLanguage(language);
  document.documentElement.dir = direction(language);
  for (const element of document.querySelectorAll('[data-words]')) {
    element.textContent = words(/** @type {HTMLElement} */ (element).dataset.words ?? '');
  }
}
