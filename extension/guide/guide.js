// The guide's content script: leads a person through an action's steps on its page, and shows where the control is. It presses nothing.

/* global sendToBackground, buildGuide, findControl, guideStyle, isTyping, makeRing, openLayer */

(() => {
  /** Milliseconds of quiet in the page before it is searched again. */
  const SEARCH_AFTER = 150;
  /** Pixels around the control that the outline and its label take. */
  const CLEARANCE = 32;
  const IS_THERE = 'fairnoticeGuide';
  const world = /** @type {Record<string, any>} */ (globalThis);
  if (world[IS_THERE]) return;
  world[IS_THERE] = true;

  const start = async () => {
    /** @type {GuideCardView | null} */
    let view = await sendToBackground('page:get-guide');
    if (!view) return void (world[IS_THERE] = false);
    const ended = new AbortController();
    /** Go when it is kept; where it cannot be kept the card says so, and closing ends the guide all the same. */
    const leave = async (/** @type {string} */ message) => {
      const isKept = (await sendToBackground(message)) === true;
      if (isKept || message === 'page:end-guide') return layer.close();
      const status = layer.root.querySelector('.status');
      if (status && view) status.textContent = view.labels.not_kept;
    };
    const go = async (/** @type {number} */ step) => {
      view = await sendToBackground('page:move-guide', { step });
      if (!view) return layer.close();
      guide.show(view);
      /** @type {HTMLElement | null} */ (layer.root.querySelector('.go'))?.focus();
      search();
    };
    /** @type {ReturnType<typeof buildGuide>} */
    let guide;
    const ring = makeRing(view.labels.here, view.direction, (box) => {
      place = box;
      keepClear();
    });
    const layer = openLayer(guideStyle(), (judgePress) => {
      guide = buildGuide(document, /** @type {GuideCardView} */ (view), {
        judgePress,
        go,
        close: () => leave('page:end-guide'),
        finish: () => leave('page:finish-guide'),
        report: () => sendToBackground('page:report-guide'),
      });
      return guide.card;
    }, () => ring.remove());

    /** @type {DOMRect | null} where the control is */
    let place = null;
    const covers = () => {
      const own = guide.card.getBoundingClientRect();
      const [left, top] = [(place?.left ?? 0) - CLEARANCE, (place?.top ?? 0) - CLEARANCE];
      const [right, bottom] = [(place?.right ?? 0) + CLEARANCE, (place?.bottom ?? 0) + CLEARANCE];
      return left < own.right && own.left < right && top < own.bottom && own.top < bottom;
    };
    /** The card stands aside where it would cover the control or its label, unless it would cover it there too. */
    const keepClear = () => {
      if (place && covers()) {
        guide.card.classList.toggle('aside');
        if (covers()) guide.card.classList.toggle('aside');
      }
      layer.keepPlace();
    };
    /** @type {Element | null} */
    let shown = null;
    const search = () => {
      const found = (view?.targets ?? []).map((label) => findControl(document, label)).find((element) => element) ?? null;
      if (view) guide.say(view, found !== null);
      if (!found) place = null;
      keepClear();
      if (found === shown && (found === null || found.isConnected)) return;
      // Brought into view once, when it is found: after that the person scrolls.
      if (found && found !== shown) found.scrollIntoView({ block: 'center', behavior: 'instant' });
      shown = found;
      ring.follow(found);
    };

    /** @type {ReturnType<typeof setTimeout> | 0} */
    let timer = 0;
    const observer = new MutationObserver(() => {
      timer ||= setTimeout(() => {
        timer = 0;
        search();
      }, SEARCH_AFTER);
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
    layer.signal.addEventListener('abort', () => {
      observer.disconnect();
      clearTimeout(timer);
      ring.remove();
      ended.abort();
      world[IS_THERE] = false;
    });
    document.addEventListener('keydown', (event) => {
      const isOurs = event.isTrusted && event.key === 'Escape' && !event.defaultPrevented && !isTyping() && layer.isShown();
      if (isOurs) leave('page:end-guide');
    }, { signal: ended.signal });
    search();
  };

  start();
})();
