// What an administrator set for everybody on this machine (managed-schema.json): it stands above the person's own choices.

import { readManaged } from '../lib/browser.js';
import { isPossible } from '../state/choices.js';

/** @typedef {import('../match/decide.js').Choices} Choices */
/** @typedef {{choices: Partial<Choices>, server: string | null, faults: string[]}} Policy  faults: names of settings that are not usable */

/** Settings that are choices, as the policy names them. */
const CHOICES = /** @type {const} */ (['topics', 'surface']);

/**
 * Read the policy. A setting that is not usable is left out and named; the others hold.
 * @param {string[]} servers  addresses that this copy may ask
 * @returns {Promise<Policy>}
 */
export async function readPolicy(servers) {
  const set = await readManaged();
  /** @type {Policy} */
  const policy = { choices: {}, server: null, faults: [] };
  for (const name of CHOICES) {
    if (set[name] === undefined) continue;
    if (set[name] !== null && isPossible(name, set[name])) Object.assign(policy.choices, { [name]: set[name] });
    else policy.faults.push(name);
  }
  const { server } = set;
  if (typeof server === 'string' && servers.includes(server.replace(/\/+$/, ''))) policy.server = server.replace(/\/+$/, '');
  else if (server !== undefined) policy.faults.push('server');
  return policy;
}
