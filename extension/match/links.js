// Checks a link of the catalogue once more on the device before it opens, however well it was signed (PROTOCOL.md, 4.8).

import { listAncestors, normalizeHost } from './hosts.js';

/** @typedef {{hosts: string[], link_hosts: string[]}} LinkRules of the platform record */

const MAX_LENGTH = 512;
// What URL would silently drop or turn around (tabs, line ends, backslashes) and what hides in texts.
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zs}\\\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
// The authority as written must be a bare host: no user information, no port, no IPv6, nothing encoded.
const HTTPS = /^https:\/\/([A-Za-z0-9._-]+)(?:[/?#]|$)/;
const MAILTO = /^mailto:[A-Za-z0-9._+'~-]{1,64}@([A-Za-z0-9.-]+)(?:\?(.*))?$/;
const SUBJECT = /^subject=([^&=#]*)$/i;
const LINE_END = /%0[ad]/i;
const ABSOLUTE = /^\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i;

/**
 * Check a link.
 * @param {string} url
 * @param {LinkRules} rules
 * @returns {string | null} null when it may open, otherwise the reason
 */
export function checkLink(url, rules) {
  if (url.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`;
  if (UNSAFE.test(url)) return 'contains spaces, backslashes or hidden characters';
  if (url.startsWith('mailto:')) return checkMailto(url, rules);
  if (url.startsWith('https://')) return checkHttps(url, rules);
  return 'neither https: nor mailto:';
}

/** @param {string} url @param {LinkRules} rules @returns {string | null} */
function checkHttps(url, rules) {
  const written = HTTPS.exec(url);
  if (written === null || !URL.canParse(url)) return 'not a plain https address: user information, a port or an odd host';
  const { hostname, searchParams, username, password, port } = new URL(url);
  if (username + password + port !== '') return 'carries user information or a port';
  const foreign = checkHost(hostname, rules);
  if (foreign !== null) return foreign;
  for (const [name, value] of searchParams) {
    if (isAbsolute(value) || isAbsolute(name)) return 'a query parameter is an address: the link could lead elsewhere';
  }
  return null;
}

/** @param {string} url @param {LinkRules} rules @returns {string | null} */
function checkMailto(url, rules) {
  const written = MAILTO.exec(url);
  if (written === null) return 'not a mailto: link to exactly one address';
  const [, domain, headers] = written;
  if (headers !== undefined) {
    const subject = SUBJECT.exec(headers);
    if (subject === null) return 'a mailto: link may set nothing but the subject';
    if (LINE_END.test(subject[1])) return 'the subject holds a line end';
  }
  return checkHost(domain, rules);
}

/** @param {string} hostname @param {LinkRules} rules @returns {string | null} */
function checkHost(hostname, { hosts, link_hosts: linkHosts }) {
  const host = normalizeHost(hostname);
  if (host === null) return 'the host is an IP address, a single label or no host name';
  if (linkHosts.includes(host) || listAncestors(host).some((candidate) => hosts.includes(candidate))) return null;
  return `${host} is not a host of this platform`;
}

/**
 * Say whether a query value is an absolute address, also when it is encoded again for a redirector that decodes again.
 * @param {string} value  decoded once
 * @returns {boolean}
 */
function isAbsolute(value) {
  let text = value;
  for (let depth = 0; depth < 3; depth++) {
    if (ABSOLUTE.test(text)) return true;
    const decoded = decode(text);
    if (decoded === null || decoded === text) return false;
    text = decoded;
  }
  return true;
}

/** @param {string} text @returns {string | null} */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
