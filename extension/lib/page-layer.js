// Puts a card of ours above the page without touching the page: in the top layer, in a closed shadow root, hidden where it would disturb.

/* global guardPresses, isInSecret, listTopLayer */
/* exported openLayer, keepStyle */

/** How often a page may change our host before we give way. */
const MAX_CHANGES = 3;

/**
 * @typedef {{root: ShadowRoot, isShown(): boolean, keepPlace(): void, close(): void, signal: AbortSignal}} Layer
 *   keepPlace: to be called after a change of the card by ourselves; signal: aborts when the layer is gone, whoever closed it
 */

/**
 * Open a layer.
 * @param {string} style
 * @param {(judgePress: (event: MouseEvent) => 'own' | 'early' | 'covered') => HTMLElement} build  makes the card
 * @param {() => void} removed  called when the page took the layer away
 * @returns {Layer}
 */
function openLayer(style, build, removed) {
  const end = new AbortController();
  const { signal } = end;
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  const card = build((event) => guard.judgePress(event));
  root.append(card);
  const raise = () => {
    host.hidePopover();
    host.showPopover();
  };
  const close = () => {
    end.abort();
    guard.stop();
    host.remove();
  };
  let isGone = false;
  const giveWay = () => {
    if (isGone) return;
    isGone = true;
    setTimeout(() => {
      if (signal.aborted) return;
      close();
      removed();
    });
  };

  const fit = keepStyle(root, style);
  const isBehindModal = watchModals(host, card);
  /** Keep the card as it should be; where the page put it elsewhere or took it off the top layer, give way. */
  const tend = () => {
    if (host.parentNode !== document.documentElement || !host.matches(':popover-open')) giveWay();
    card.hidden = !!document.fullscreenElement || document.documentElement.inert || isInSecret() || isBehindModal();
    fit();
    return !isGone && !signal.aborted;
  };

  host.popover = 'manual';
  document.documentElement.append(host);
  // The top layer: above everything without a race of z-index, and without moving the page.
  host.showPopover();
  const guard = guardPresses(host, card, { tend, raise });
  for (const event of ['fullscreenchange', 'focusin', 'focusout']) document.addEventListener(event, () => setTimeout(tend), { signal });
  watchHost(host, { signal, giveWay, tend });
  return { root, isShown: () => !card.hidden && card.checkVisibility(), keepPlace: guard.keepPlace, close, signal };
}

/**
 * Find out whether a modal dialog of the page makes the card dead to the mouse.
 * @param {HTMLElement} host
 * @param {HTMLElement} card
 * @returns {() => boolean}
 */
function watchModals(host, card) {
  /** @type {Element[]} */
  let modals = [];
  /** @type {Element | null} what presses go to instead of the card */
  let above = null;
  const findAbove = () => {
    const { x, y, width, height } = card.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    return there === host ? null : there;
  };
  return () => {
    const open = modals.filter((each) => each.matches(':modal'));
    if (modals.length && !open.length) above = null;
    modals = open;
    if (modals.length || card.hidden) return modals.length > 0;
    const before = above;
    above = findAbove();
    // The long search is made once for each thing that keeps presses from the card.
    if (above && above !== before) modals = listTopLayer().filter((each) => each.matches('dialog:modal'));
    return modals.length > 0;
  };
}

/**
 * Notice what a page does to our host: it may take it away, and then we say so elsewhere; it may not make it another.
 * @param {HTMLElement} host
 * @param {{signal: AbortSignal, giveWay(): void, tend(): boolean}} rules
 */
function watchHost(host, { signal, giveWay, tend }) {
  let changes = 0;
  const watcher = new MutationObserver((records) => {
    for (const { attributeName: name } of records) {
      if (name === null || name === 'popover' || !host.hasAttribute(name)) continue;
      if (++changes > MAX_CHANGES) return giveWay();
      host.removeAttribute(name);
    }
    tend();
  });
  watcher.observe(document, { childList: true });
  watcher.observe(document.documentElement, { childList: true });
  watcher.observe(host, { attributes: true });
  signal.addEventListener('abort', () => watcher.disconnect());
}

/**
 * Keep a style in the shadow root, as large as it is meant: a page's zoom is the one thing of its style that reaches into the top layer.
 * @param {ShadowRoot} root
 * @param {string} text
 * @returns {() => void}  to be called again whenever the page may have zoomed
 */
function keepStyle(root, text) {
  let zoom = 0;
  const fit = () => {
    const now = document.documentElement.currentCSSZoom;
    if (now === zoom) return;
    zoom = now;
    putStyle(root, `${text}\n:host { zoom: ${1 / zoom} !important }`);
  };
  fit();
  return fit;
}

/**
 * Put a style into the shadow root, in place of the one before, in the way that the page's own policy does not judge.
 * @param {ShadowRoot} root
 * @param {string} text
 */
function putStyle(root, text) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox refuses adopted sheets from content scripts (bug 1751346); there, style elements of theirs are exempt.
    const style = document.createElement('style');
    style.textContent = text;
    root.querySelector('style')?.remove();
    root.prepend(style);
  }
}
