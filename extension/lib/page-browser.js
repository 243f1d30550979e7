// The seam to the browser for content scripts, which cannot import: the classic-script twin of browser.js.

/* exported sendToBackground */

/**
 * Send a message to the background.
 * @param {string} name
 * @param {object} [content]
 * @returns {Promise<any>} its answer, or undefined when this copy of the extension is gone (updated or removed)
 */
async function sendToBackground(name, content = {}) {
  const api = globalThis.browser ?? globalThis.chrome;
  try {
    return (await api.runtime.sendMessage({ name, ...content }))?.value;
  } catch {
    return undefined;
  }
}
