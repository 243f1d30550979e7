// Says which platform a host belongs to: a walk from the full host upward, label by label (PROTOCOL.md, 4.7).

/** @typedef {{[host: string]: string}} HostIndex host -> platform id */

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/**
 * Read the host of an address a person browses.
 * @param {string} url
 * @returns {string | null} normalised; null for anything but http and https, and for hosts no platform can have
 */
export function readHost(url) {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? normalizeHost(hostname) : null;
}

/**
 * Bring a host into the one form that is compared: lower-case A-labels, without one trailing dot.
 * @param {string} hostname  as URL gives it
 * @returns {string | null} null for IP addresses, single labels and everything that is no host name
 */
export function normalizeHost(hostname) {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (host.length > 253 || IPV4.test(host)) return null;
  const labels = host.split('.');
  if (labels.length < 2 || !labels.every((label) => label.length <= 63 && LABEL.test(label))) return null;
  return host;
}

/**
 * Find the platform of a host. The first hit of the walk wins, so the longest match wins.
 * @param {HostIndex} hosts
 * @param {string} hostname
 * @returns {string | null} platform id
 */
export function findPlatform(hosts, hostname) {
  const host = normalizeHost(hostname);
  if (host === null) return null;
  for (const candidate of listAncestors(host)) {
    // Own keys only: "constructor" is a host name as good as any.
    if (Object.hasOwn(hosts, candidate)) return hosts[candidate];
  }
  return null;
}

/**
 * List a host and those above it, longest first; the top-level label alone is no host.
 * @param {string} host  normalised
 * @returns {string[]}
 */
export function listAncestors(host) {
  const labels = host.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

/**
 * Build the index of all platforms.
 * @param {{id: string, hosts?: unknown}[]} platformRecords
 * @returns {HostIndex} hosts in another form than the compared one are left out; of two platforms with one host the first id has it
 */
export function buildHostIndex(platformRecords) {
  /** @type {Map<string, string>} */
  const index = new Map();
  const inOrder = [...platformRecords].sort((one, other) => (one.id < other.id ? -1 : 1));
  for (const { id, hosts } of inOrder) {
    for (const host of Array.isArray(hosts) ? hosts : []) {
      if (typeof host === 'string' && normalizeHost(host) === host && !index.has(host)) index.set(host, id);
    }
  }
  // fromEntries defines keys and never assigns them, so "__proto__" stays a plain key.
  return Object.fromEntries(index);
}
