// Reports: the exact bytes that are shown, the work they prove, how they are sent, and what is made of any answer.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { killHalfWay, sendBomb, sendEndlessly, sendSlowly } from '../catalogue-server.js';
import { countCharacters, findTextFault, MAX_TEXT, tidy, writeBody } from '../../../extension/report/body.js';
import { PACE } from '../../../extension/sync/fetch-bytes.js';
import { findNumber, isProven, PROOF_BITS } from '../../../extension/sync/proof.js';
import english from '../../../extension/texts/en.js';
import { fetchTickets, REPORT_OPTIONS, sendReport } from '../../../extension/sync/send-report.js';

const VECTORS = JSON.parse(readFileSync(new URL('../../vectors/reports.json', import.meta.url), 'utf8'));
const DRAFT = { noticeId: 'x/ai-sharing', revision: 3, actionId: null, kind: 'wrong', text: 'Größer "als" 🔒', madeOn: '2026-11-24' };
const FAST = { bytes: 256 * 1024, milliseconds: 150 };

/** @typedef {{method: string, url: string, headers: Record<string, unknown>, body: string}} Asked */

/**
 * Serve one answer over real HTTP.
 * @param {import('node:test').TestContext} context
 * @param {(response: import('node:http').ServerResponse) => void} answer
 */
async function serve(context, answer) {
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer((request, response) => {
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  context.after(() => (server.closeAllConnections(), server.close()));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  // Node's fetch hides an answer in no-cors mode from everybody; a browser does not hide it from an extension that holds the host.
  const network = { mayFetch: async () => true, fetch: (/** @type {any} */ url, /** @type {any} */ options) => fetch(url, { ...options, mode: 'cors' }) };
  return { asked, network, address: `http://127.0.0.1:${port}` };
}

/** @param {number} status @param {unknown} body @param {Record<string, string>} [headers] */
const giving = (status, body, headers = {}) => (/** @type {import('node:http').ServerResponse} */ response) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));

for (const { text, fault, why } of VECTORS.texts) {
  test(`the words of a report keep the server's rules: ${why}`, () => assert.equal(findTextFault(text), fault));
}

test('the sentence about addresses is the server\'s own', () => {
  assert.equal(english.report_address, VECTORS.address_sentence);
});

test('what is typed becomes one line without anything that nobody sees', () => {
  assert.equal(tidy('  two\nlines\t and \u200ba\u202e hidden\u00ad one \ud800'), 'two lines and a hidden one');
  assert.equal(tidy('e\u0301'), 'é');
  for (const { text } of VECTORS.texts) assert.notEqual(findTextFault(tidy(text)), 'hidden');
  assert.equal(countCharacters('🔒é'), 2);
  assert.equal(MAX_TEXT, 500);
});

test('a body is JSON with exactly the fields of the protocol, the nonce last', () => {
  const { begin, end } = writeBody(DRAFT, 'ab-');
  assert.deepEqual(JSON.parse(`${begin}7${end}`), {
    notice_id: 'x/ai-sharing', revision: 3, action_id: null, kind: 'wrong', text: 'Größer "als" 🔒', made_on: '2026-11-24', nonce: 'ab-7',
  });
  assert.ok(begin.endsWith('"nonce": "ab-'));
});

test('the longest report fits into what the server takes', () => {
  for (const character of ['"', '\\', '🔒', 'ﷺ', '<']) {
    const { begin, end } = writeBody({ ...DRAFT, noticeId: `${'a'.repeat(40)}/${'b'.repeat(40)}`, actionId: 'c'.repeat(40), text: character.repeat(MAX_TEXT) }, `${'f'.repeat(16)}-`);
    assert.ok(Buffer.byteLength(`${begin}${9_999_999}${end}`) <= 4096, character);
  }
});

for (const { body, sha256, is_proven: expected, ticket } of VECTORS.bodies) {
  test(`the proof of the report ${ticket} is judged as the server does`, async () => {
    assert.equal(createHash('sha256').update(body).digest('hex'), sha256);
    assert.equal(await isProven(body), expected);
  });
}

test('a number is found, it is the first one, and it proves the work', async () => {
  const parts = writeBody(DRAFT, 'ab-');
  /** @type {number | null} */
  let found = null;
  let from = 0;
  for (; found === null; from += 1000) found = await findNumber(parts, { from, count: 1000 });
  const hash = createHash('sha256').update(`${parts.begin}${found}${parts.end}`).digest();
  assert.equal(hash.readUInt32BE(0) >>> (32 - PROOF_BITS), 0);
  assert.equal(await findNumber(parts, { from: found, count: 1 }), found);
  assert.equal(await findNumber(parts, { from: 0, count: found }), null);
  assert.equal(await findNumber(parts, { from: found - 100, count: 1000 }), found);
});

test('a report goes out as it stands, with nothing that could tell who sends it', async (context) => {
  const { asked, network, address } = await serve(context, giving(202, { ticket: '7F3K-M2QX', state: 'received' }));
  /** @type {RequestInit[]} */
  const handed = [];
  const watching = { ...network, fetch: (/** @type {any} */ url, /** @type {any} */ options) => (handed.push(options), network.fetch(url, options)) };
  const body = '{"text": "Größer 🔒"}';
  assert.deepEqual(await sendReport(address, body, watching), { ticket: '7F3K-M2QX' });
  assert.deepEqual(asked.map(({ method, url, body: got }) => [method, url, got]), [['POST', '/v1/reports', body]]);
  const { signal, ...options } = handed[0];
  assert.ok(signal);
  assert.deepEqual(options, { method: 'POST', mode: 'no-cors', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error', body });
  assert.equal(asked[0].headers['content-type'], 'text/plain;charset=UTF-8');
  for (const name of ['cookie', 'referer', 'authorization']) assert.equal(asked[0].headers[name], undefined, name);
  assert.ok(Object.isFrozen(REPORT_OPTIONS));
});

for (const [name, answer, expected] of /** @type {[string, (response: any) => void, object][]} */ ([
  ['a refusal', giving(422, { detail: 'text: \u202eno.' }), { fault: 'refused', detail: 'text:  no.' }],
  ['a long refusal', giving(422, { detail: 'a'.repeat(1000) }), { fault: 'refused', detail: 'a'.repeat(300) }],
  ['a refusal without words', giving(413, 'no'), { fault: 'refused', detail: '' }],
  ['a refusal with odd words', giving(422, { detail: ['<b>'] }), { fault: 'refused', detail: '' }],
  ['too many', giving(429, { detail: 'Later.' }, { 'retry-after': '60' }), { fault: 'too-many', detail: '' }],
  ['a server in trouble', giving(503, { detail: 'x' }), { fault: 'unreachable', detail: '' }],
  ['another kind of server', giving(200, '<html>'), { fault: 'unreadable', detail: '' }],
  ['no ticket', giving(202, {}), { fault: 'unreadable', detail: '' }],
  ['an odd ticket', giving(202, { ticket: '<b>7F3K</b>' }), { fault: 'unreadable', detail: '' }],
  ['a null', giving(202, 'null'), { fault: 'unreadable', detail: '' }],
  ['a broken answer', (response) => killHalfWay(response, Buffer.alloc(100), response), { fault: 'unreachable', detail: '' }],
  ['an endless answer', (response) => sendEndlessly(response, undefined, response), { fault: 'too-large', detail: '' }],
  ['an inflating answer', (response) => sendBomb(8 * 1024 * 1024)(response, undefined, response), { fault: 'too-large', detail: '' }],
  ['a slow answer', (response) => sendSlowly(response, undefined, response), { fault: 'slow', detail: '' }],
])) {
  test(`${name} is said as a fault and never as a ticket`, async (context) => {
    const { network, address } = await serve(context, answer);
    // Only what is meant to be too slow is hurried: a busy machine is slow as well.
    const pace = name === 'a slow answer' ? FAST : PACE;
    assert.deepEqual(await sendReport(address, '{}', { ...network, pace }), expected);
  });
}

test('a report is not led elsewhere', async (context) => {
  const { asked: elsewhere, address: other } = await serve(context, giving(202, { ticket: '7F3K-M2QX' }));
  const { network, address } = await serve(context, giving(307, '', { location: `${other}/v1/reports` }));
  assert.deepEqual(await sendReport(address, '{}', network), { fault: 'unreachable', detail: '' });
  assert.deepEqual(elsewhere, []);
});

test('without the permission nothing is sent', async (context) => {
  const { asked, network, address } = await serve(context, giving(202, { ticket: '7F3K-M2QX' }));
  const without = { ...network, mayFetch: async () => false };
  assert.deepEqual(await sendReport(address, '{}', without), { fault: 'no-permission', detail: '' });
  assert.deepEqual(await fetchTickets(address, without), { fault: 'no-permission', detail: '' });
  assert.deepEqual(asked, []);
});

test('tickets are fetched as one list, and what is not as agreed is left out', async (context) => {
  const tickets = {
    '7F3K-M2QX': { state: 'fixed', edition: 3, reason: null }, '0000-0000': { state: 'declined', edition: null, reason: 'known', more: 1 },
    'AAAA-AAAA': { state: 'gone' }, 'BBBB-BBBB': null, nonsense: { state: 'fixed', edition: 1 }, 'CCCC-CCCC': { state: 'looking', edition: '<b>', reason: 7 },
  };
  const { asked, network, address } = await serve(context, giving(200, { tickets }));
  assert.deepEqual(await fetchTickets(address, network), { tickets: {
    '7F3K-M2QX': { state: 'fixed', edition: 3, reason: null }, '0000-0000': { state: 'declined', edition: null, reason: 'known' },
    'CCCC-CCCC': { state: 'looking', edition: null, reason: null },
  } });
  assert.deepEqual(asked.map(({ method, url, body }) => [method, url, body]), [['GET', '/v1/tickets.json', '']]);
});

for (const [status, body, fault] of /** @type {[number, unknown, string][]} */ ([[404, '', 'unreadable'], [200, 'no', 'unreadable'], [200, [], 'unreadable'], [500, '', 'unreachable']])) {
  test(`a list answered with ${status} ${JSON.stringify(body)} is a fault`, async (context) => {
    const { network, address } = await serve(context, giving(status, body));
    assert.deepEqual(await fetchTickets(address, network), { fault, detail: '' });
  });
}

test('five thousand tickets fit into what is read', async (context) => {
  const tickets = Object.fromEntries(Array.from({ length: 5000 }, (_, number) =>
    [`0000-${String(number).padStart(4, '0')}`, { state: 'declined', edition: null, reason: 'not-covered' }]));
  const { network, address } = await serve(context, giving(200, JSON.stringify({ tickets }, null, 1)));
  const answer = await fetchTickets(address, network);
  assert.equal('tickets' in answer && Object.keys(answer.tickets).length, 5000);
});

test('a server that is gone is a fault', async () => {
  const network = { mayFetch: async () => true };
  assert.deepEqual(await sendReport('http://127.0.0.1:9', '{}', network), { fault: 'unreachable', detail: '' });
});
