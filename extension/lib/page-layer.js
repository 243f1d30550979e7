// Puts a card of ours above the page without touching the page: in the top layer, in a closed shadow root, hidden where it would disturb.

/* global guardPresses, isInSecret */
/* exported makeStyle, openLayer */

/** How often a page may change our host before we give way. */
const MAX_CHANGES = 3;

/**
 * @typedef {{root: ShadowRoot, keepPlace(): void, close(): void, signal: AbortSignal}} Layer
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
  const judgePress = (/** @type {MouseEvent} */ event) => guard.judgePress(event);
  const card = build(judgePress);
  root.append(makeStyle(root, style), card);
  let isRaising = false;
  const raise = () => {
    isRaising = true;
    host.hidePopover();
    host.showPopover();
    isRaising = false;
  };
  const close = () => {
    end.abort();
    guard.stop();
    host.remove();
  };
  const giveWay = () => {
    if (signal.aborted) return;
    close();
    removed();
  };

  host.popover = 'manual';
  document.documentElement.append(host);
  // The top layer: above everything without a race of z-index, and without moving the page.
  host.showPopover();
  const guard = guardPresses(host, card, raise);

  const hide = () => (card.hidden = !!document.fullscreenElement || isInSecret());
  hide();
  for (const event of ['fullscreenchange', 'focusin', 'focusout']) document.addEventListener(event, () => setTimeout(hide), { signal });
  watchHost(host, { signal, giveWay, isRaising: () => isRaising });
  return { root, keepPlace: guard.keepPlace, close, signal };
}

/**
 * Notice what a page does to our host: it may take it away, and then we say so elsewhere; it may not make it another.
 * @param {HTMLElement} host
 * @param {{signal: AbortSignal, giveWay(): void, isRaising(): boolean}} rules
 */
function watchHost(host, { signal, giveWay, isRaising }) {
  let changes = 0;
  const watcher = new MutationObserver((records) => {
    for (const { attributeName: name } of records) {
      if (name === null || name === 'popover' || !host.hasAttribute(name)) continue;
      if (++changes > MAX_CHANGES) return giveWay();
      host.removeAttribute(name);
    }
    if (!host.isConnected) giveWay();
  });
  watcher.observe(document.documentElement, { childList: true });
  watcher.observe(host, { attributes: true });
  host.addEventListener('beforetoggle', (event) => {
    if (!isRaising() && /** @type {ToggleEvent} */ (event).newState === 'closed') setTimeout(giveWay);
  }, { signal });
  signal.addEventListener('abort', () => watcher.disconnect());
}

/**
 * Put the style into the shadow root in the way that the page's own policy does not judge.
 * @param {ShadowRoot} root
 * @param {string} text
 */
function makeStyle(root, text) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
    return '';
  } catch {
    // Firefox refuses adopted sheets from content scripts (bug 1751346); there, style elements of theirs are exempt.
    const style = document.createElement('style');
    style.textContent = text;
    return style;
  }
}
