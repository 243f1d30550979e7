// Says why nothing was taken from a server: the errors of this folder, and the codes that the person is told about.

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

/** What the people who read it are told about; background/fault-words.js has a sentence for each. */
export const CODES = Object.freeze([
  'altered', 'wrong-catalogue', 'wrong-format', 'rollback', 'fast-forward', 'equivocation', 'stale', 'too-many-roots', 'unreachable', 'missing',
  'slow', 'too-large', 'no-permission', 'store',
]);

/**
 * Answer the code to tell: what there is no sentence for is an alteration.
 * @param {string} code
 */
export const nameFault = (code) => (CODES.includes(code) ? code : 'altered');

/**
 * Tell an expected failure from a mistake in our own code.
 * @param {unknown} error
 * @returns {error is Refused | Unreachable}
 */
export function isFault(error) {
  return error instanceof Refused || error instanceof Unreachable;
}
