// Tells a press that the person meant for our card from one that a page tricked them into: by moving, covering or hiding the card.

/* exported guardPresses, listTopLayer */

/** Milliseconds that a card must have been there, unmoved and uncovered, before a press on it counts. */
const SETTLED_AFTER = 300;
/** Milliseconds between two looks. */
const LOOK_EVERY = 100;
/** Filters that leave what is there to be seen. In Firefox one on the whole page reaches into the top layer, and not behind the page. */
const CLEAR = /^(?:none|(?:invert\(1\)|(?:hue-rotate|grayscale|sepia)\([^)]*\)|\s)+)$/;
/** A picture of the page, as long as it changes from one view to another, stands above everything, the top layer too. */
const CHANGES_VIEW = CSS.supports('selector(:active-view-transition)') ? ':active-view-transition' : ':not(*)';

/**
 * Watch a card in the top layer.
 * @param {HTMLElement} host
 * @param {HTMLElement} card  in the host's closed root; gets the attribute data-settled while presses count
 * @param {object} rules
 * @param {() => boolean} rules.tend  called at every look; says whether the card is still ours
 * @param {() => void} rules.raise  puts the host on top of the top layer again
 * @returns {{judgePress(event: MouseEvent): 'own' | 'early' | 'covered', keepPlace(): void, stop(): void}}  keepPlace: to be called when
 *   we changed the card ourselves, which is no move of the page's
 */
function guardPresses(host, card, { tend, raise }) {
  let place = '';
  let still = performance.now();
  let isVisible = true;

  const readPlace = () => {
    const { x, y, width } = host.getBoundingClientRect();
    return `${x} ${y} ${width} ${card.hidden} ${card.scrollTop} ${document.documentElement.currentCSSZoom}`;
  };
  const keepPlace = () => (place = readPlace());
  /** @returns {boolean} whether the card is still ours */
  const look = () => {
    // The page's zoom is read before it is taken back.
    const there = readPlace();
    if (!tend()) return false;
    const now = performance.now();
    if (there !== place || !isVisible) [place, still] = [there, now];
    card.toggleAttribute('data-settled', now - still >= SETTLED_AFTER);
    return true;
  };
  const timer = setInterval(look, LOOK_EVERY);
  card.addEventListener('scroll', look, { passive: true });
  look();

  // Chromium can say whether every pixel is really seen (Intersection Observer v2); elsewhere we look for what stands above.
  const canSee = 'isVisible' in IntersectionObserverEntry.prototype;
  const options = /** @type {IntersectionObserverInit} */ ({ trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] });
  const watcher = canSee ? new IntersectionObserver((entries) => {
    isVisible = !!(/** @type {any} */ (entries.at(-1)).isVisible);
  }, options) : null;
  watcher?.observe(card);
  const newer = canSee ? null : watchNewer();
  const isCovered = () => (newer ? newer.has(host) || document.documentElement.matches(CHANGES_VIEW) || isFaint(card) : !isVisible);

  return {
    judgePress(event) {
      // In Firefox a page can get hold of what is in a closed root (Event.originalTarget) and put a button of ours elsewhere.
      if (!look() || !card.contains(/** @type {Node} */ (event.currentTarget))) return 'early';
      // A key needs no pointer that could be led astray; the focus is on our own button.
      const isKey = event.detail === 0;
      if (!isKey && isCovered()) {
        raise();
        newer?.forget();
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

/**
 * Watch what comes into the top layer from now on: it stands above what is there already. Where it stands and how large it is says nothing:
 * what it shows may reach out of its box. A page that shows one anew in one step, and keeps the event of that from us, is not noticed.
 * @returns {{has(host: Element): boolean, forget(): void}}  has: whether anything besides the host is newer; forget: all of it is below now
 */
function watchNewer() {
  /** @type {WeakSet<Element>} */
  let older;
  const forget = () => {
    older = new WeakSet();
    for (const element of listTopLayer()) {
      older.add(element);
      element.addEventListener('beforetoggle', () => older.delete(element), { once: true });
    }
  };
  forget();
  return { forget, has: (host) => listTopLayer().some((element) => element !== host && !older.has(element)) };
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

/** Say whether something lets a card be seen through, or not be seen. @param {Element} card */
function isFaint(card) {
  const { visibility, opacity, filter, clipPath, maskImage, backgroundColor } = getComputedStyle(card);
  const isWhole = [filter, clipPath, maskImage].every((value) => value === 'none') && visibility === 'visible' && Number(opacity) === 1;
  return !isWhole || backgroundColor.startsWith('rgba') || !CLEAR.test(getComputedStyle(document.documentElement).filter);
}
