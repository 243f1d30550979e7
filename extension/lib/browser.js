// The one seam to the browser for modules: nothing else names chrome or browser (content scripts: page-browser.js).

const api = globalThis.browser ?? globalThis.chrome;

/** @typedef {chrome.runtime.MessageSender} Sender */

/** @param {string} path of a file of this extension */
export const fileUrl = (path) => api.runtime.getURL(path);

/** The browser's language, such as "en-US". */
export const uiLanguage = () => api.i18n.getUILanguage();

/**
 * Send a message to the background and answer what it answers.
 * @param {string} name
 * @param {object} [content]
 * @returns {Promise<any>}
 */
export async function send(name, content = {}) {
  const answer = await api.runtime.sendMessage({ name, ...content });
  if (answer?.error) throw new Error(answer.error);
  return answer?.value;
}

/**
 * Answer messages. `answer` gets the message and whether it came from a page of this extension or a content script.
 * @param {(message: any, sender: Sender, isOwnPage: boolean) => Promise<unknown>} answer
 */
export function onMessage(answer) {
  api.runtime.onMessage.addListener((message, sender, respond) => {
    const isOwnPage = !!sender.url?.startsWith(api.runtime.getURL(''));
    if (sender.id !== api.runtime.id) return false;
    answer(message, sender, isOwnPage).then(
      (value) => respond({ value }),
      (fault) => respond({ error: String(fault?.message ?? fault) }),
    );
    return true; // Chrome keeps the channel open for a later answer only when told so
  });
}

/** @param {(reason: string) => void} listener called when this extension is installed or updated */
export const onInstalled = (listener) => api.runtime.onInstalled.addListener(({ reason }) => listener(reason));

/** @param {() => void} listener called when the browser starts */
export const onStartup = (listener) => api.runtime.onStartup.addListener(listener);

/** @param {(name: string) => void} listener */
export const onAlarm = (listener) => api.alarms.onAlarm.addListener(({ name }) => listener(name));

/**
 * Wake the background at a time. An alarm of that name is replaced.
 * @param {string} name
 * @param {number} when milliseconds since the epoch
 */
export const setAlarm = (name, when) => api.alarms.create(name, { when });

/** What outlives the browser. */
export const lasting = makeArea(() => api.storage.local);

/** What ends with the browser, and never touches the disk. */
export const passing = makeArea(() => api.storage.session);

/** @returns {Promise<Record<string, unknown>>} what an administrator of this machine set; empty where nobody did */
export async function readManaged() {
  try {
    return (await api.storage.managed.get(null)) ?? {};
  } catch {
    return {}; // Firefox rejects where there is no policy at all
  }
}

/** @param {() => void} listener called when the administrator's policy changed */
export const onManagedChanged = (listener) => api.storage.onChanged.addListener((_, area) => {
  if (area === 'managed') listener();
});

/** @param {() => chrome.storage.StorageArea} area */
function makeArea(area) {
  return {
    /** @param {string} key @returns {Promise<any>} undefined when it is not there */
    async get(key) {
      return (await area().get(key))[key];
    },
    /** @param {string} key @param {unknown} value */
    async set(key, value) {
      await area().set({ [key]: value });
    },
    /** @param {Record<string, unknown>} items by key: all of them are written, or none */
    async setAll(items) {
      await area().set(items);
    },
  };
}

/** @returns {Promise<string[]>} the host patterns that are granted now */
export async function readGrants() {
  return (await api.permissions.getAll()).origins ?? [];
}

/** @param {string[]} origins host patterns @returns {Promise<boolean>} */
export const holdsGrants = (origins) => api.permissions.contains({ origins });

/** @param {string[]} origins host patterns; call it in a click @returns {Promise<boolean>} whether they are granted */
export const requestGrants = (origins) => api.permissions.request({ origins });

/** @param {() => void} listener called when a permission is granted or revoked */
export function onGrantsChanged(listener) {
  api.permissions.onAdded.addListener(listener);
  api.permissions.onRemoved.addListener(listener);
}

/** @returns {string[]} the host patterns that this copy may ask for */
export function readGrantable() {
  const manifest = api.runtime.getManifest();
  return [...(manifest.optional_host_permissions ?? []), ...(manifest.host_permissions ?? [])];
}

/**
 * Let exactly these content scripts run from now on.
 * @param {{id: string, matches: string[], js: string[]}[]} wanted
 */
export async function setContentScripts(wanted) {
  const held = await api.scripting.getRegisteredContentScripts();
  if (held.length) await api.scripting.unregisterContentScripts({ ids: held.map((script) => script.id) });
  const scripts = wanted
    .filter((script) => script.matches.length)
    .map((script) => ({ ...script, runAt: /** @type {const} */ ('document_idle'), persistAcrossSessions: true }));
  if (scripts.length) await api.scripting.registerContentScripts(scripts);
}

/**
 * Run content scripts in the pages that are open already, where they do not run yet: a browser runs registered scripts in new pages only.
 * @param {{matches: string[], js: string[]}} script
 */
export async function runInOpenTabs({ matches, js }) {
  const tabs = matches.length ? await api.tabs.query({ url: matches }) : [];
  for (const { id } of tabs) {
    if (id === undefined) continue;
    try {
      const target = { tabId: id };
      const [{ result: isThere }] = await api.scripting.executeScript({ target, func: () => 'sendToBackground' in globalThis });
      if (!isThere) await api.scripting.executeScript({ target, files: js });
    } catch {
      // A tab may be asleep, show an error page or close meanwhile; it gets the scripts when it loads again.
    }
  }
}

/**
 * Run content scripts in one tab, in the page it shows now.
 * @param {number} tabId
 * @param {string[]} files
 */
export const runInTab = (tabId, files) => api.scripting.executeScript({ target: { tabId }, files });

/**
 * @param {string} url
 * @param {{index?: number}} [place]
 * @returns {Promise<{id?: number} | undefined>} the new tab
 */
export const openTab = (url, place = {}) => api.tabs.create({ url, ...place });

/** @param {number} tabId @returns {Promise<string | undefined>} what the tab shows now; undefined where not granted, or when it is gone */
export async function readTabUrl(tabId) {
  try {
    return (await api.tabs.get(tabId)).url;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<{id?: number, url?: string} | undefined>} the tab the person looks at; url only where granted */
export async function readActiveTab() {
  const [tab] = await api.tabs.query({ active: true, currentWindow: true });
  return tab;
}

/**
 * Show a count beside the toolbar's icon on one tab.
 * @param {number} tabId
 * @param {{text: string, title: string}} badge
 */
export async function setBadge(tabId, { text, title }) {
  await api.action.setBadgeText({ tabId, text });
  await api.action.setTitle({ tabId, title });
}

/** Color the count calmly. */
export async function setBadgeColor() {
  await api.action.setBadgeBackgroundColor({ color: '#0b5f66' });
  await api.action.setBadgeTextColor?.({ color: '#ffffff' });
}
