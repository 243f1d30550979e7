// Where the person's keyboard is in the page: a card must not come up while they type, nor stand beside a password or a card number.

/* exported isTyping, isInSecret */

const SECRET = 'input[type=password], input[autocomplete*="cc-" i], input[autocomplete~="one-time-code" i], input[autocomplete~="current-password" i]';

/** @returns {Element | null} the element with the focus, also inside the page's open shadow roots */
function findFocused() {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

/** Say whether the person is about to type. */
function isTyping() {
  const focused = findFocused();
  return !!focused && (focused.matches('input, textarea, select') || /** @type {HTMLElement} */ (focused).isContentEditable);
}

/** Say whether the person is in a password or payment field. */
function isInSecret() {
  return !!findFocused()?.matches(SECRET);
}
