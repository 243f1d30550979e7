// Lets things that share something happen one after the other, so that none undoes another: each reads what the one before left.

/** @typedef {{get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>}} Area */

/** @type {WeakMap<object, Promise<unknown>>} by what is shared, when the last that was begun is over */
const turns = new WeakMap();

/**
 * Do something when everything on the same thing that was begun before is over.
 * @template T
 * @param {object} shared  such as a storage area that is read, changed and written
 * @param {() => Promise<T>} act  it must not wait for another turn on the same thing
 * @returns {Promise<T>}
 */
export function inTurn(shared, act) {
  const done = (turns.get(shared) ?? Promise.resolve()).then(act);
  turns.set(shared, done.catch(() => {})); // one that failed says so to its caller and does not stop the next one
  return done;
}
