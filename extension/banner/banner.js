// The content script: asks whether there is something to say here, and shows it as soon as that disturbs nobody.

/* global sendToBackground, buildCard, bannerStyle, isInSecret, isTyping, openLayer */

(() => {
  /** Seconds in view after which a banner counts as seen, and does not come back by itself. */
  const SEEN_AFTER = 5;
  /** Milliseconds after which a screen reader has noticed the empty announcement, and will read what is put there. */
  const ANNOUNCE_AFTER = 250;

  const start = async () => {
    await until('visibilitychange', () => document.visibilityState === 'visible' && !isPrerendering());
    let view = await sendToBackground('page:get-banner', { isReady: !isTyping() });
    // Asked again only when it can be shown at once: what may come up is decided for that moment.
    while (view?.waits) {
      await until('focusout', () => !isTyping() || isInSecret());
      if (isInSecret()) return; // a page where one signs in or pays is left alone
      view = await sendToBackground('page:get-banner', { isReady: document.visibilityState === 'visible' && !isTyping() });
    }
    if (view) show(view);
  };

  /** @param {CardView} view */
  const show = (view) => {
    const first = view.notices[0];
    const leave = (/** @type {string} */ message, /** @type {object} */ content) => {
      sendToBackground(message, content);
      layer.close();
    };
    const layer = openLayer(
      bannerStyle(),
      (judgePress) => buildCard(document, view, {
        judgePress,
        close: () => leave('page:close', { noticeId: first.id }),
        open: (noticeId, actionId) => sendToBackground('page:open-action', { noticeId, actionId }),
        openSource: (noticeId, index) => sendToBackground('page:open-source', { noticeId, index }),
        finish: (noticeId) => leave('page:finish', { noticeId }),
        putOff: (noticeId, how) => leave('page:put-off', { noticeId, how }),
        report: (noticeId, actionId) => sendToBackground('page:open-report', { noticeId, actionId }),
      }),
      () => sendToBackground('page:note-removed', { noticeId: first.id }),
    );
    const { root, signal } = layer;
    const spoken = setTimeout(() => {
      const announcement = root.querySelector('.spoken');
      if (announcement) announcement.textContent = `${view.labels.banner_label}: ${first.headline}`;
    }, ANNOUNCE_AFTER);
    const seen = setTimeout(() => sendToBackground('page:see', { noticeId: first.id }), SEEN_AFTER * 1000);
    signal.addEventListener('abort', () => [spoken, seen].forEach(clearTimeout));
    document.addEventListener('keydown', (event) => {
      const isOurs = event.isTrusted && event.key === 'Escape' && !event.defaultPrevented && !isTyping();
      if (isOurs) leave('page:close', { noticeId: first.id });
    }, { signal });
  };

  const isPrerendering = () => /** @type {any} */ (document).prerendering === true;

  /** @param {string} event @param {() => boolean} isSo */
  const until = async (event, isSo) => {
    while (!isSo()) {
      await new Promise((resolve) => document.addEventListener(event, () => setTimeout(resolve), { once: true }));
    }
  };

  start();
})();
