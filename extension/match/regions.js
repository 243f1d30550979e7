// Where a person is, and whether something applies there (codes as in the catalogue: *, EU, EEA, UK, CH, US, US-CA ...).

const EU = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');
const EEA_ONLY = ['IS', 'LI', 'NO'];

/** Time zones that name a region better than the language of a browser does. */
const ZONES = /** @type {Record<string, string>} */ ({
  'Europe/London': 'UK', 'Europe/Zurich': 'CH', 'Europe/Berlin': 'DE', 'Europe/Vienna': 'AT', 'Europe/Paris': 'FR',
  'Europe/Madrid': 'ES', 'Europe/Rome': 'IT', 'Europe/Amsterdam': 'NL', 'Europe/Brussels': 'BE', 'Europe/Dublin': 'IE',
  'Europe/Lisbon': 'PT', 'Europe/Warsaw': 'PL', 'Europe/Prague': 'CZ', 'Europe/Copenhagen': 'DK', 'Europe/Stockholm': 'SE',
  'Europe/Oslo': 'NO', 'Europe/Helsinki': 'FI', 'Europe/Athens': 'GR', 'Europe/Budapest': 'HU', 'Europe/Bucharest': 'RO',
  'America/New_York': 'US', 'America/Chicago': 'US', 'America/Denver': 'US', 'America/Los_Angeles': 'US',
  'America/Sao_Paulo': 'BR', 'America/Toronto': 'CA', 'America/Mexico_City': 'MX', 'Asia/Tokyo': 'JP', 'Asia/Seoul': 'KR',
  'Asia/Kolkata': 'IN', 'Australia/Sydney': 'AU', 'Australia/Melbourne': 'AU', 'Pacific/Auckland': 'NZ',
}); // prettier-ignore

/**
 * Answer every code that covers a place: DE -> DE, EU, EEA; US-CA -> US-CA, US.
 * @param {string | null} place null: not known
 * @returns {Set<string> | null}
 */
export function expandRegion(place) {
  if (!place) return null;
  const codes = new Set([place]);
  if (place.includes('-')) codes.add(place.split('-')[0]);
  if (EU.includes(place)) codes.add('EU').add('EEA');
  if (EEA_ONLY.includes(place)) codes.add('EEA');
  if (place === 'EU') codes.add('EEA');
  return codes;
}

/**
 * Say whether something with these regions applies to a person there. Where the place is not known, it does: a notice
 * too many is better than one too few.
 * @param {{regions: string[], except_regions: string[]}} scope
 * @param {Set<string> | null} codes from expandRegion
 */
export function appliesIn(scope, codes) {
  if (!codes) return true;
  if (scope.except_regions.some((code) => codes.has(code))) return false;
  return scope.regions.includes('*') || scope.regions.some((code) => codes.has(code));
}

/**
 * Guess the place from what the browser says without asking anybody.
 * @param {readonly string[]} languages such as ["de-AT", "en"]
 * @param {string} timeZone such as "Europe/Vienna"
 * @returns {string | null}
 */
export function guessRegion(languages, timeZone) {
  if (ZONES[timeZone]) return ZONES[timeZone];
  for (const tag of languages) {
    const region = new Intl.Locale(tag).region;
    if (region) return region === 'GB' ? 'UK' : region;
  }
  return null;
}
