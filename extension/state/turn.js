// Lets changes of one area happen one after the other, so that none undoes another: each reads what the one before left.

/** @typedef {{get(key: string): Promise<any>, set(key: string, value: unknown): Promise<void>}} Area */

/** @type {WeakMap<object, Promise<unknown>>} by area, when the last change of it is over */
const turns = new WeakMap();

/**
 * Do something when every change of the area that was begun before is over.
 * @template T
 * @param {Area} area
 * @param {() => Promise<T>} act  it must not wait for another turn on the same area
 * @returns {Promise<T>}
 */
export function inTurn(area, act) {
  const done = (turns.get(area) ?? Promise.resolve()).then(act);
  turns.set(area, done.catch(() => {})); // one that failed says so to its caller and does not stop the next one
  return done;
}
