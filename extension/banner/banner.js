// The content script: asks whether there is something to say here, and shows it as soon as that disturbs nobody.

/* global sendToBackground, buildCard, bannerStyle, isInSecret, isTyping, openLayer */

(() => {
  /** Milliseconds between two looks whether the card is in view. In view once, it has come up in this visit. */
  const LOOK_AFTER = 500;
  /** Milliseconds in view after which a banner counts as seen, and does not come back by itself. */
  const SEEN_AFTER = 5000;
  /** Milliseconds after which a screen reader has noticed the empty announcement, and will read what is put there. */
  const ANNOUNCE_AFTER = 250;
  /** Milliseconds between two looks whether the person still types. No event says so where a field is removed, or where a frame had the focus. */
  const ASK_AGAIN_AFTER = 200;
  /** What Escape closes before it is our turn. */
  const CLOSES_FIRST = '[popover]:not([popover=manual i]):popover-open';

  const start = async () => {
    while (!isInView()) await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
    let view = await sendToBackground('page:get-banner', { isReady: !isTyping() });
    // Asked again only when it can be shown at once: what may come up is decided for that moment.
    while (view?.waits) {
      while (!isInSecret() && (isTyping() || !isInView())) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER));
      if (isInSecret()) return; // a page where one signs in or pays is left alone
      view = await sendToBackground('page:get-banner', { isReady: true });
    }
    if (view) show(view);
  };

  /** @param {CardView} view */
  const show = (view) => {
    const first = view.notices[0];
    let isTold = false;
    /** Go when it is kept. Where it cannot be kept the card says so, and goes when it is closed once more. */
    const leave = async (/** @type {string} */ message, /** @type {object} */ content) => {
      const isKept = (await sendToBackground(message, content)) === true;
      if (isKept || (isTold && message === 'page:close')) return layer.close();
      isTold = true;
      say('.status', view.labels.not_kept);
    };
    const layer = openLayer(
      bannerStyle(),
      (judgePress) => buildCard(document, view, {
        judgePress,
        close: (noticeId) => leave('page:close', { noticeId }),
        open: (noticeId, actionId) => sendToBackground('page:open-action', { noticeId, actionId }),
        openSource: (noticeId, index) => sendToBackground('page:open-source', { noticeId, index }),
        finish: (noticeId) => leave('page:finish', { noticeId }),
        putOff: (noticeId, how) => leave('page:put-off', { noticeId, how }),
        report: (noticeId, actionId) => sendToBackground('page:open-report', { noticeId, actionId }),
      }),
      () => sendToBackground('page:note-removed', { noticeId: first.id }),
    );
    const { root, signal } = layer;
    const say = (/** @type {string} */ place, /** @type {string} */ text) => {
      const element = root.querySelector(place);
      if (element) element.textContent = text;
    };
    const spoken = setTimeout(() => say('.spoken', `${view.labels.banner_label}: ${first.headline}`), ANNOUNCE_AFTER);
    let inView = 0;
    const seen = setInterval(() => {
      if (!isInView() || !layer.isShown()) return;
      inView += LOOK_AFTER;
      if (inView === LOOK_AFTER) sendToBackground('page:note-in-view', { noticeId: first.id });
      if (inView === SEEN_AFTER) sendToBackground('page:see', { noticeId: first.id });
    }, LOOK_AFTER);
    signal.addEventListener('abort', () => {
      clearTimeout(spoken);
      clearInterval(seen);
    });
    document.addEventListener('keydown', (event) => {
      const isOurs = event.isTrusted && event.key === 'Escape' && !event.defaultPrevented && !isTyping() && layer.isShown() && !document.querySelector(CLOSES_FIRST);
      if (isOurs) leave('page:close', { noticeId: /** @type {HTMLElement | null} */ (root.querySelector('.card'))?.dataset.notice });
    }, { signal });
  };

  const isInView = () => document.visibilityState === 'visible' && !isPrerendering();

  const isPrerendering = () => /** @type {any} */ (document).prerendering === true;

  start();
})();
