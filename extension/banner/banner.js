// The content script: asks whether there is something to say here, and shows it in the top layer without touching the page.

/* global sendToBackground, buildCard, BANNER_STYLE */

(() => {
  /** Seconds in view after which a banner counts as seen, and does not come back by itself. */
  const SEEN_AFTER = 5;

  /** @type {HTMLElement | null} */
  let host = null;

  const start = async () => {
    await untilLookedAt();
    const view = await sendToBackground('page:get-banner');
    if (!view || host) return;
    await untilNotTyping();
    show(view);
  };

  /** @param {CardView} view */
  const show = (view) => {
    const first = view.notices[0].id;
    host = document.createElement('div');
    const root = host.attachShadow({ mode: 'closed' });
    root.append(
      makeStyle(root),
      buildCard(document, view, {
        close: () => leave('page:close', { noticeId: first }),
        open: (noticeId, actionId) => sendToBackground('page:open-action', { noticeId, actionId }),
        openSource: (noticeId, index) => sendToBackground('page:open-source', { noticeId, index }),
        finish: (noticeId) => leave('page:finish', { noticeId }),
        putOff: (noticeId, how) => leave('page:put-off', { noticeId, how }),
        report: (noticeId, actionId) => sendToBackground('page:open-report', { noticeId, actionId }),
      }),
    );
    // The top layer: above everything without a race of z-index, and without moving the page.
    host.popover = 'manual';
    document.documentElement.append(host);
    host.showPopover();
    const seen = setTimeout(() => sendToBackground('page:see', { noticeId: first }), SEEN_AFTER * 1000);
    listen(first, () => clearTimeout(seen));
  };

  /**
   * Put the style into the shadow root in the way that the page's own policy does not judge.
   * @param {ShadowRoot} root
   */
  const makeStyle = (root) => {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(BANNER_STYLE);
      root.adoptedStyleSheets = [sheet];
      return '';
    } catch {
      // Firefox refuses adopted sheets from content scripts (bug 1751346); there, style elements of theirs are exempt.
      const style = document.createElement('style');
      style.textContent = BANNER_STYLE;
      return style;
    }
  };

  const stop = new AbortController();

  /** @param {string} noticeId @param {() => void} end called when the banner goes */
  const listen = (noticeId, end) => {
    const { signal } = stop;
    signal.addEventListener('abort', end);
    document.addEventListener('fullscreenchange', () => host && (host.hidden = !!document.fullscreenElement), { signal });
    document.addEventListener('keydown', (event) => {
      const isOurs = event.isTrusted && event.key === 'Escape' && !event.defaultPrevented && !isTyping();
      if (isOurs) leave('page:close', { noticeId });
    }, { signal });
  };

  /** @param {string} message @param {object} content */
  const leave = (message, content) => {
    sendToBackground(message, content);
    stop.abort();
    host?.remove();
  };

  const isTyping = () => {
    const focused = document.activeElement;
    return !!focused && (focused.matches('input, textarea, select') || /** @type {HTMLElement} */ (focused).isContentEditable);
  };

  const untilLookedAt = () => until('visibilitychange', () => document.visibilityState === 'visible' && !isPrerendering());
  const untilNotTyping = () => until('focusout', () => !isTyping());
  const isPrerendering = () => /** @type {any} */ (document).prerendering === true;

  /** @param {string} event @param {() => boolean} isSo */
  const until = async (event, isSo) => {
    while (!isSo()) {
      await new Promise((resolve) => document.addEventListener(event, () => setTimeout(resolve), { once: true }));
    }
  };

  start();
})();
