// Reads files that came inside the extension package: the stamp of its server and the bundled first catalogue.

/**
 * Answer the bytes of a packaged file, or null when the package has no such file.
 * @param {string} url of the file, inside the extension
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
 */
export async function readPackagedFile(url) {
  try {
    const response = await fetch(url);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null; // browsers answer a missing packaged file by failing the request
  }
}

/**
 * Answer which server and catalogue this copy of the extension belongs to; server is null in a copy without a stamp.
 * @param {string} url
 * @returns {Promise<{server: string | null, also?: string[], catalogue: string}>}  also: other addresses an administrator may name
 */
export async function readStamp(url) {
  const bytes = await readPackagedFile(url);
  return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : { server: null, catalogue: 'fairnotice' };
}
