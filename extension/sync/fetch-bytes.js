// Fetches bytes: the one place that asks a server for anything, and always in the same way (PROTOCOL.md, 4.2).

import { Unreachable } from './faults.js';

/** @typedef {import('./bytes.js').Bytes} Bytes */
/**
 * @typedef {object} Network
 * @property {(url: string) => Promise<boolean>} mayFetch  whether the permission for this address is held. Without it a browser
 *   puts the extension's id into an Origin header.
 * @property {typeof globalThis.fetch} [fetch]
 * @property {() => number} [now]
 * @property {{setTimeout: typeof globalThis.setTimeout, clearTimeout: typeof globalThis.clearTimeout}} [timers]
 * @property {Pace} [pace]
 * @property {(asked: Asked) => (ended: Ended) => void} [record]  told of each request as it goes out, and then how it ended
 * @typedef {{method: string, url: string, options: Record<string, unknown>, body: string | null}} Asked  as the browser gets it
 * @typedef {{status: number | null, fault: string | null, bytes: number}} Ended  bytes of the answer's body, unpacked
 * @typedef {{bytes: number, milliseconds: number}} Pace  a body may take so many milliseconds for each so many bytes begun
 */

/** Most bytes of each object, measured uncompressed. */
export const LIMITS = Object.freeze({ head: 16 * 1024, root: 64 * 1024, manifest: 256 * 1024 });
/** @type {Readonly<Pace>} */
export const PACE = Object.freeze({ bytes: 256 * 1024, milliseconds: 30_000 });

// Nothing that a server could mark us with goes out or comes back: no cookie, no cache (so no ETag), no referrer, no redirect.
/** @type {Readonly<RequestInit>} */
export const OPTIONS = Object.freeze({
  method: 'GET',
  credentials: 'omit',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
  redirect: 'error',
});

/**
 * Fetch one file.
 * @param {string} url
 * @param {number} limit  most bytes, uncompressed
 * @param {Network} network
 * @returns {Promise<Bytes | null>} null when the server does not have it (404)
 * @throws {Unreachable} codes "no-permission", "unreachable", "slow", "too-large"
 */
export async function fetchBytes(url, limit, network) {
  const { status, bytes, retryAfter } = await exchange(url, OPTIONS, limit, network, (code) => code === 200);
  if (status === 404) return null;
  if (bytes === null) throw new Unreachable('unreachable', `the server answered ${status}`, { retryAfter });
  return bytes;
}

/**
 * Send one request and take its answer.
 * @param {string} url
 * @param {Readonly<RequestInit>} options  as the browser gets them
 * @param {number} limit  most bytes of the answer, uncompressed
 * @param {Network} network
 * @param {(status: number) => boolean} isWanted  whether the body of an answer with this status is read
 * @returns {Promise<{status: number, bytes: Bytes | null, retryAfter: number | null}>} bytes: null when they were not wanted
 * @throws {Unreachable} codes "no-permission", "unreachable", "slow", "too-large"
 */
export async function exchange(url, options, limit, network, isWanted) {
  const { mayFetch, fetch = globalThis.fetch, now = Date.now, timers = globalThis, pace = PACE, record } = network;
  if (!(await mayFetch(url))) throw new Unreachable('no-permission', 'the permission for this server is not held');
  const { setTimeout, clearTimeout } = timers;
  const controller = new AbortController();
  const allowed = Math.max(1, Math.ceil(limit / pace.bytes)) * pace.milliseconds;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  // The clock ends the wait by itself: what an abort does to a body that is being read is not in our hands.
  const late = /** @type {Promise<never>} */ (new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Unreachable('slow', `the answer took longer than ${allowed} ms`));
      controller.abort();
    }, allowed);
  }));
  /** @type {Ended} */
  const ended = { status: null, fault: null, bytes: 0 };
  const finish = record?.(describeRequest(url, options));
  try {
    const response = await Promise.race([fetch(url, { ...options, signal: controller.signal }), late]);
    ended.status = response.status;
    const bytes = isWanted(response.status) ? await Promise.race([readBody(response, limit, ended), late]) : null;
    return { status: response.status, bytes, retryAfter: readRetryAfter(response.headers.get('retry-after'), now()) };
  } catch (cause) {
    const fault = nameFault(cause);
    ended.fault = fault.code;
    throw fault;
  } finally {
    finish?.(ended);
    clearTimeout(timer);
    // Whatever is still on its way (the rest of a body too large, the body of an error) is not wanted.
    controller.abort();
  }
}

/** @param {string} url @param {Readonly<RequestInit>} options @returns {Asked} */
function describeRequest(url, { method = 'GET', body = null, ...options }) {
  return { method, url, options, body: typeof body === 'string' ? body : null };
}

/** @param {unknown} cause */
function nameFault(cause) {
  if (cause instanceof Unreachable) return cause;
  return new Unreachable('unreachable', 'the server could not be reached', { cause });
}

/**
 * Read a body, stopping at the first chunk that passes the limit: what arrives here is already decompressed, so a small
 * body that inflates is stopped as well.
 * @param {Response} response
 * @param {number} limit
 * @param {{bytes: number}} ended  where the bytes are counted, also when they do not all come
 * @returns {Promise<Bytes>}
 */
async function readBody(response, limit, ended) {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const chunks = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    ended.bytes += value.length;
    if (ended.bytes > limit) throw new Unreachable('too-large', `the body is larger than ${limit} bytes`);
    chunks.push(value);
  }
  const bytes = new Uint8Array(ended.bytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * Read Retry-After (RFC 9110 section 10.2.3): seconds or a date.
 * @param {string | null} value
 * @param {number} now  milliseconds
 * @returns {number | null} seconds from now, null when it says nothing usable
 */
export function readRetryAfter(value, now) {
  if (value === null) return null;
  if (/^\d{1,10}$/.test(value.trim())) return Number(value.trim());
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}
