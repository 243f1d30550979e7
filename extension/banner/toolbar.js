// The content script where the page is left alone: it only asks, so that the toolbar can show a count.

/* global sendToBackground */

sendToBackground('page:get-banner', { isReady: false });
