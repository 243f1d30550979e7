// Serves a publisher's files over real HTTP on loopback, and misbehaves where a test tells it to.

import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

/** @typedef {import('node:http').IncomingMessage} Request */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {(response: Response, body: Buffer | undefined, request: Request) => void} Behaviour */

export class CatalogueServer {
  /** @type {{method: string, path: string, headers: Record<string, unknown>}[]} everything anyone asked for */
  requests = [];
  /** @type {Map<string, Behaviour>} start of path -> what to do instead */
  #behaviours = new Map();
  /** @type {Record<string, string>} on every answer */
  extraHeaders = {};
  #server;
  #files;

  /** @param {Map<string, Buffer>} files */
  constructor(files) {
    this.#files = files;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** @returns {Promise<string>} the base address */
  async start() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return this.address;
  }

  get address() {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param {string} start  of the path, for example "v1/packs" @param {Behaviour} behaviour */
  misbehave(start, behaviour) {
    this.#behaviours.set(start, behaviour);
  }

  behave() {
    this.#behaviours.clear();
  }

  /** @returns {string[]} the paths asked for since the last call */
  takePaths() {
    return this.requests.splice(0).map(({ path }) => path);
  }

  /** @param {Request} request @param {Response} response */
  #answer(request, response) {
    const path = (request.url ?? '/').slice(1);
    this.requests.push({ method: request.method ?? '', path, headers: request.headers });
    for (const [name, value] of Object.entries(this.extraHeaders)) response.setHeader(name, value);
    const body = this.#files.get(path);
    const start = [...this.#behaviours.keys()].find((each) => path.startsWith(each));
    if (start !== undefined) return this.#behaviours.get(start)?.(response, body, request);
    if (body === undefined) return void response.writeHead(404).end();
    return void response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' }).end(body);
  }
}

/** @param {Buffer} bytes @returns {Behaviour} answer with other bytes */
export function sendInstead(bytes) {
  return (response) => void response.end(bytes);
}

/** @param {(body: Buffer) => Buffer} change @returns {Behaviour} */
export function sendChanged(change) {
  return (response, body) => void response.end(change(Buffer.from(body ?? '')));
}

/** @type {Behaviour} break the connection half-way through the body */
export function killHalfWay(response, body = Buffer.from('')) {
  response.writeHead(200, { 'content-length': String(body.length) });
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

/** @type {Behaviour} never stop sending */
export function sendEndlessly(response) {
  const block = Buffer.alloc(64 * 1024, 'a');
  const send = () => {
    while (!response.destroyed && response.write(block));
    if (!response.destroyed) response.once('drain', send);
  };
  send();
}

/** @type {Behaviour} send a little and then nothing more */
export function sendSlowly(response) {
  response.write('{');
}

/** @param {number} bytes @returns {Behaviour} a small body that inflates */
export function sendBomb(bytes) {
  const bomb = gzipSync(Buffer.alloc(bytes, 'a'));
  return (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
}

/** @param {number} status @param {Record<string, string>} [headers] @returns {Behaviour} */
export function sendStatus(status, headers = {}) {
  return (response) => void response.writeHead(status, headers).end('no');
}
