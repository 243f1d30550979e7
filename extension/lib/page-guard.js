// Tells a press that the person meant for our card from one that a page tricked them into: by moving, covering or hiding the card.

/* exported guardPresses */

/** Milliseconds that a card must have been there, unmoved and uncovered, before a press on it counts. */
const SETTLED_AFTER = 300;
/** Milliseconds between two looks. */
const LOOK_EVERY = 100;

/**
 * Watch a card in the top layer.
 * @param {HTMLElement} host
 * @param {HTMLElement} card  in the host's closed root; gets the attribute data-settled while presses count
 * @param {() => void} raise  puts the host on top of the top layer again
 * @returns {{judgePress(event: MouseEvent): 'own' | 'early' | 'covered', keepPlace(): void, stop(): void}}  keepPlace: to be called when
 *   we changed the card ourselves, which is no move of the page's
 */
function guardPresses(host, card, raise) {
  let place = '';
  let still = performance.now();
  let isVisible = true;
  /** What stood in the top layer below our host. @type {WeakSet<Element>} */
  let below = new WeakSet(listTopLayer());

  const readPlace = () => {
    const { x, y, width } = host.getBoundingClientRect();
    return `${x} ${y} ${width}`;
  };
  const keepPlace = () => (place = readPlace());
  const look = () => {
    const now = performance.now();
    const there = readPlace();
    if (there !== place || !isVisible) [place, still] = [there, now];
    card.toggleAttribute('data-settled', now - still >= SETTLED_AFTER);
  };
  const timer = setInterval(look, LOOK_EVERY);
  look();

  // Chromium can say whether every pixel is really seen (Intersection Observer v2); elsewhere we look for what stands above.
  const canSee = 'isVisible' in IntersectionObserverEntry.prototype;
  const options = /** @type {IntersectionObserverInit} */ ({ trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] });
  const watcher = canSee ? new IntersectionObserver((entries) => {
    isVisible = !!(/** @type {any} */ (entries.at(-1)).isVisible);
  }, options) : null;
  watcher?.observe(card);

  const isCovered = () => (canSee ? !isVisible : listTopLayer().some((other) => !below.has(other) && other !== host && overlaps(other, host)));

  return {
    judgePress(event) {
      look();
      // A key needs no pointer that could be led astray; the focus is on our own button.
      const isKey = event.detail === 0;
      if (!isKey && isCovered()) {
        raise();
        below = new WeakSet(listTopLayer());
        still = performance.now();
        return 'covered';
      }
      if (!isKey && performance.now() - still < SETTLED_AFTER) return 'early';
      requestAnimationFrame(keepPlace); // what the press does may make the card taller
      return 'own';
    },
    keepPlace,
    stop() {
      clearInterval(timer);
      watcher?.disconnect();
    },
  };
}

/** @returns {Element[]} what is in the page's top layer, also inside shadow roots, closed ones where the browser lets us look */
function listTopLayer() {
  /** @type {Element[]} */
  const found = [];
  const search = (/** @type {Document | ShadowRoot} */ root) => {
    found.push(...root.querySelectorAll(':popover-open, :modal, :fullscreen'));
    for (const element of root.querySelectorAll('*')) {
      const inner = /** @type {any} */ (element).openOrClosedShadowRoot ?? element.shadowRoot;
      if (inner) search(inner);
    }
  };
  search(document);
  return found;
}

/** @param {Element} one @param {Element} other */
function overlaps(one, other) {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
