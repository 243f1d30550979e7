// In which language the texts of a notice are, and which way they are read.

import { directionOf } from '../lib/words.js';

/**
 * @param {string[] | undefined} english  as the record names them: its texts that are English all the same, "*" for all
 * @param {string} language  of the pack
 * @returns {import('../match/decide.js').Spoken}
 */
export function findSpoken(english = [], language) {
  const lang = english.includes('*') ? 'en' : language;
  return { lang, dir: directionOf(lang), english: lang === 'en' ? [] : english };
}
