// Says why a file was not read or made: for each code a sentence, and nothing that is kept was touched.

/** @type {Record<string, string>} $1: where in the file */
const SENTENCES = {
  foreign: 'This is not a file of Fairnotice.',
  newer: 'This file was made by a newer Fairnotice. Update Fairnotice to read it.',
  damaged: 'This file is damaged at $1.',
  large: 'The file is larger than 5 MB.',
  short: 'The passphrase needs at least 12 characters.',
  locked: 'The file could not be opened: the passphrase is another one, or the file was altered.',
};

export class FileFault extends Error {
  /**
   * @param {'foreign' | 'newer' | 'damaged' | 'large' | 'short' | 'locked'} code
   * @param {string} [place]  where in the file, such as "marks.x/ads.done.on"
   */
  constructor(code, place = '') {
    super(SENTENCES[code].replace('$1', () => place));
    this.name = 'FileFault';
    this.code = code;
    this.place = place;
  }
}
