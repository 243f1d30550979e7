// Where the extension runs: only on the hosts of the catalogue that the person granted, and nowhere else.

import { readGrantable, readGrants, runInOpenTabs, setContentScripts } from '../lib/browser.js';
import { findSurface } from '../match/decide.js';
import { inTurn } from '../state/turn.js';

/** @typedef {import('./context.js').Context} Context */

const PAGE_SCRIPTS = [
  'lib/page-browser.js', 'lib/page-focus.js', 'lib/page-guard.js', 'lib/page-layer.js', 'lib/page-dom.js',
  'banner/style.js', 'banner/card.js', 'banner/banner.js',
];
const TOOLBAR_SCRIPTS = ['lib/page-browser.js', 'banner/toolbar.js'];

/** @param {string[]} hosts @returns {string[]} the patterns that cover them and everything below */
export const listPatterns = (hosts) => hosts.map((host) => `https://*.${host}/*`);

/**
 * Register the content scripts anew: after the catalogue, the grants or the choices changed. Of two at once the second waits: it would find
 * the first half-way, and what it knows may be newer.
 * @param {Context} context
 */
export const registerScripts = (context) => inTurn(registerScripts, () => register(context));

/** @param {Context} context */
async function register(context) {
  const grants = new Set(await readGrants());
  const hosts = Object.entries(await context.readHosts());
  const surfaces = await context.readWhole(() => readSurfaces(context, new Set(hosts.map(([, id]) => id))));
  const covered = (/** @type {'page' | 'toolbar'} */ wanted) =>
    listPatterns(hosts.filter(([, id]) => surfaces.get(id) === wanted).map(([host]) => host))
      .filter((pattern) => grants.has(pattern));
  const scripts = [
    { id: 'page', matches: covered('page'), js: PAGE_SCRIPTS },
    { id: 'toolbar', matches: covered('toolbar'), js: TOOLBAR_SCRIPTS },
  ];
  await setContentScripts(scripts);
  for (const script of scripts) await runInOpenTabs(script);
}

/** Say whether this copy may ask for hosts that it does not hold yet. */
export async function hasMissingGrants() {
  const grants = new Set(await readGrants());
  return readGrantable().some((pattern) => !grants.has(pattern));
}

/** @param {Context} context @param {Set<string>} ids @returns {Promise<Map<string, 'page' | 'toolbar'>>} */
async function readSurfaces(context, ids) {
  const generation = await context.catalogue.readCurrent();
  if (!generation) return new Map();
  const [records, choices] = [await context.catalogue.readRecords(generation, [...ids]), await context.readChoices()];
  return new Map(records.map((record) => [record.id, findSurface(/** @type {any} */ (record), choices)]));
}
