// Finds the control whose visible label is a given text. It reads the page and changes nothing in it.

/* exported findControl */

/** What people press, and what only names something. */
const CONTROLS = 'button, a[href], input, select, summary, label, [role=button], [role=switch], [role=checkbox], [role=radio], [role=tab], [role=link], [role=menuitem], [role=option]';
/** Longer texts are no labels. */
const MAX_LABEL = 200;

/**
 * Find a control by the label that a person sees: the whole text, whatever its case and spaces.
 * @param {Document | ShadowRoot} root
 * @param {string} label
 * @returns {Element | null} the control, or the smallest element that shows the text when no control has it as its label
 */
function findControl(root, label) {
  const wanted = foldLabel(label);
  if (!wanted) return null;
  for (const control of root.querySelectorAll(CONTROLS)) {
    if (listLabels(control).includes(wanted) && isShown(control)) return findPressable(control);
  }
  const text = findText(root, wanted);
  if (text) return text.closest(CONTROLS) ?? text;
  for (const element of root.querySelectorAll('*')) {
    const found = element.shadowRoot && findControl(element.shadowRoot, label);
    if (found) return found;
  }
  return null;
}

/** @param {string | null | undefined} text */
const foldLabel = (text) => (text ?? '').slice(0, MAX_LABEL + 1).normalize('NFKC').replace(/[\u2018\u2019]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase();

/** @param {Element} control @returns {string[]} what names it: the text it shows, its label elements, and what it is labelled by */
function listLabels(control) {
  const root = /** @type {Document | ShadowRoot} */ (control.getRootNode());
  const by = (control.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean).map((id) => root.getElementById(id)?.textContent);
  const labels = [.../** @type {HTMLInputElement} */ (control).labels ?? []].map((label) => label.textContent);
  const isField = control.matches('input, select');
  const own = isField ? /** @type {HTMLInputElement} */ (control).matches('[type=button], [type=submit]') ? [/** @type {HTMLInputElement} */ (control).value] : [] : [control.textContent];
  return [...own, by.join(' '), ...labels, control.getAttribute('aria-label')].map(foldLabel);
}

/** A label stands for the field that it names, when that is to be seen. @param {Element} control */
function findPressable(control) {
  const field = control.matches('label') ? /** @type {HTMLLabelElement} */ (control).control : null;
  return field && isShown(field) ? field : control;
}

/**
 * @param {Document | ShadowRoot} root
 * @param {string} wanted  folded
 * @returns {Element | null}
 */
function findText(root, wanted) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !parent.matches('script, style, noscript, template, textarea') && foldLabel(parent.textContent) === wanted && isShown(parent)) return parent;
  }
  return null;
}

/** @param {Element} element */
function isShown(element) {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}
