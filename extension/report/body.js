// The exact text of a report, and what its words may hold: pure functions, so that a page can show each byte before it is sent.

/**
 * @typedef {{noticeId: string, revision: number, actionId: string | null, kind: string, text: string, madeOn: string}} Draft
 *   madeOn: a day in UTC
 */

/** Most characters of the words in a report. */
export const MAX_TEXT = 500;

// The twin of the server's rules (report_body.py, texts.py); both are held to tests/vectors/reports.json.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Cs}/u;
const ADDRESS = /:\/\/|\bwww\.|\.[a-z]{2,}\/\S/i;

/**
 * Answer the words as they are sent: one line, without characters that nobody sees.
 * @param {string} typed
 */
export function tidy(typed) {
  return typed.replace(/\s+/g, ' ').replace(new RegExp(HIDDEN, 'gu'), '').normalize('NFC').trim();
}

/** Count the characters as people do, not halves of pairs. @param {string} text */
export const countCharacters = (text) => [...text].length;

/**
 * Say why words may not be sent, or null when they may.
 * @param {string} text
 * @returns {'long' | 'hidden' | 'address' | null}
 */
export function findTextFault(text) {
  if (countCharacters(text) > MAX_TEXT) return 'long';
  if (HIDDEN.test(text)) return 'hidden';
  return ADDRESS.test(text) ? 'address' : null;
}

/**
 * Answer the body around its nonce: `begin`, the nonce's own end (a number) and `end` are what is sent.
 * @param {Draft} draft
 * @param {string} nonce  how the nonce begins
 * @returns {{begin: string, end: string}}
 */
export function writeBody({ noticeId, revision, actionId, kind, text, madeOn }, nonce) {
  // The nonce comes last, so that every number tried leaves the rest alone.
  const fields = { notice_id: noticeId, revision, action_id: actionId, kind, text, made_on: madeOn, nonce };
  const whole = JSON.stringify(fields, null, 1);
  const end = '"\n}';
  return { begin: whole.slice(0, -end.length), end };
}
