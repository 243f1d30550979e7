// Chooses the pack to take.

/**
 * Choose the pack: the wished language, its main language, or another region's of the same ("pt-BR" for "pt-PT"); else English.
 * @param {string} wished
 * @param {string[]} languages  that there are packs in
 * @returns {string}
 */
export function chooseLanguage(wished, languages) {
  const [main] = wished.split('-');
  return [wished, main].find((language) => languages.includes(language)) ?? languages.find((language) => language.split('-')[0] === main) ?? 'en';
}
