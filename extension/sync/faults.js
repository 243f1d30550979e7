// Says why nothing was taken from a server: the errors of this folder, and for each code a sentence for the person.

/**
 * What came is not what the protocol allows. Nothing of it was kept.
 * Codes are stable: the popup and the tests go by them.
 */
export class Refused extends Error {
  /**
   * @param {string} code
   * @param {string} message  what exactly was wrong, for whoever looks into it
   */
  constructor(code, message) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}

/** Nothing came, or not in time, or more than was announced. */
export class Unreachable extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{retryAfter?: number | null, cause?: unknown}} [more]  retryAfter in seconds, when the server named it
   */
  constructor(code, message, { retryAfter = null, cause } = {}) {
    super(message, { cause });
    this.name = 'Unreachable';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** The database on this device lost something it had. */
export class Damaged extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Damaged';
    this.code = 'damaged';
  }
}

/** The database on this device cannot be opened, or did not write: the disk is full, or the browser allows none here. */
export class StoreUnavailable extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super('the database on this device cannot be used', { cause });
    this.name = 'StoreUnavailable';
    this.code = 'store';
  }
}

// What happened, what is safe ({kept}), what to do. The words of LOOK.md: no blame, no fear.
/** @type {Record<string, string>} */
const SENTENCES = {
  altered: 'The catalogue from this server was altered on its way. {kept} Fairnotice tries again later.',
  'wrong-catalogue': 'This server carries another catalogue. {kept} Check the server address in the options.',
  'wrong-format': 'This server speaks a newer form of the catalogue. {kept} Update Fairnotice to read it.',
  rollback: 'This server offered an older catalogue than you already had. {kept} Fairnotice tries again later.',
  'fast-forward': 'This server offered a catalogue with a number far out of line. {kept} Fairnotice tries again later.',
  equivocation: 'This server signed two different catalogues under one number. {kept} If this stays, tell the people who run the server.',
  stale: 'Nobody has confirmed the catalogue lately. {kept} Fairnotice keeps asking.',
  'too-many-roots': 'This server changed its keys more often than one visit can follow. {kept} Fairnotice goes on at the next try.',
  unreachable: 'The server could not be reached. {kept} Fairnotice tries again later.',
  missing: 'The server does not have the file it announced. {kept} Fairnotice tries again later.',
  slow: 'The server answered too slowly. {kept} Fairnotice tries again later.',
  'too-large': 'The server sent more than it had announced. {kept} Fairnotice tries again later.',
  'no-permission': 'Fairnotice has no permission to reach its server. {kept} Allow it in the options to get new notices.',
  store: 'The new catalogue could not be saved on this device. {kept} Free some space if the disk is full.',
};

const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

/**
 * Say a fault in a sentence for the person.
 * @param {string} code
 * @param {string | null} published  the held catalogue's time of publication, null when none is held
 * @returns {{code: string, sentence: string}}
 */
export function describeFault(code, published) {
  const kept = published === null ? 'Nothing was taken from it.' : `Yours from ${DAY.format(new Date(published))} is kept.`;
  const sentence = Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : SENTENCES.altered;
  return { code, sentence: sentence.replace('{kept}', kept) };
}

/**
 * Tell an expected failure from a mistake in our own code.
 * @param {unknown} error
 * @returns {error is Refused | Unreachable}
 */
export function isFault(error) {
  return error instanceof Refused || error instanceof Unreachable;
}
