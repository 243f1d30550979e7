// Where the person's keyboard is in the page: a card must not come up while they type, nor stand beside a password or a card number.

/* exported isTyping, isInSecret */

/** A frame that may take payments counts as a field for a card number: what is in it cannot be seen from here. */
const SECRET = 'input[type=password], input[autocomplete*="cc-" i], input[autocomplete~="one-time-code" i], input[autocomplete~="current-password" i], '
  + 'iframe[allow*="payment" i]';
/** What takes keys; frames of other sites do not say what is in them. */
const TYPED = 'textarea, select, iframe, input:not([type=button], [type=submit], [type=reset], [type=image], [type=checkbox], [type=radio], [type=range])';

/** @returns {Element[]} the element with the focus, after those it is in: components with an open shadow root, and the page's own frames */
function listFocused() {
  const found = [];
  let focused = document.activeElement;
  while (focused) {
    found.push(focused);
    focused = focused.shadowRoot?.activeElement ?? /** @type {HTMLIFrameElement} */ (focused).contentDocument?.activeElement ?? null;
  }
  return found;
}

/** Say whether the person is about to type. */
function isTyping() {
  const focused = listFocused().at(-1);
  return !!focused && (focused.matches(TYPED) || /** @type {HTMLElement} */ (focused).isContentEditable);
}

/** Say whether the person is in a password or payment field. */
function isInSecret() {
  return listFocused().some((element) => element.matches(SECRET));
}
