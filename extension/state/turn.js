// Lets writes happen one after the other, so that what reads, changes and writes is not undone by another that does the same.

/** @returns {<T>(act: () => Promise<T>) => Promise<T>} a queue; a fault goes to its caller and does not stop the next one */
export function makeTurn() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (act) => {
    const done = last.then(act);
    last = done.catch(() => {});
    return done;
  };
}
