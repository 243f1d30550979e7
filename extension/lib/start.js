// How every page of the extension begins: in the person's language, on the page and in its texts.

import { send } from './browser.js';
import { localize } from './dom.js';
import { language, speak, words } from './words.js';

/** Speak the language that the person chose, and put its texts on the page. */
export async function startPage() {
  speak(await send('ui:get-language'));
  localize(words, language());
}
