// Draws a ring around an element of the page, from above it: the page's own elements stay as they are.

/* global keepStyle, ringStyle */
/* exported makeRing */

/**
 * @typedef {{follow(element: Element | null): void, remove(): void}} Ring
 */

/**
 * Make a ring that follows one element at a time, wherever it scrolls.
 * @param {string} text  its label
 * @param {string} direction
 * @param {(box: DOMRect) => void} moved  called when the ring is drawn at another place
 * @returns {Ring}
 */
function makeRing(text, direction, moved) {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'closed' });
  const [ring, label] = [document.createElement('div'), document.createElement('div')];
  [ring.className, label.className, label.textContent, label.dir] = ['ring', 'label', text, direction];
  ring.hidden = label.hidden = true;
  root.append(ring, label);
  const fit = keepStyle(root, ringStyle());
  host.popover = 'manual';
  host.setAttribute('aria-hidden', 'true');
  document.documentElement.append(host);
  host.showPopover();

  /** @type {Element | null} */
  let target = null;
  let frame = 0;
  let drawn = '';

  const draw = () => {
    frame = requestAnimationFrame(draw);
    fit();
    const box = target?.isConnected ? target.getBoundingClientRect() : null;
    const isThere = !!box && box.width > 0 && box.height > 0;
    const place = isThere ? `${box.x} ${box.y} ${box.width} ${box.height}` : '';
    if (place === drawn) return;
    drawn = place;
    ring.hidden = label.hidden = !isThere;
    if (!isThere) return;
    const [x, y, width, height] = [box.x - 6, box.y - 6, box.width + 12, box.height + 12];
    Object.assign(ring.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    // Above the ring, or below it where the window ends.
    const isLow = y < 28;
    Object.assign(label.style, { left: `${Math.max(4, x)}px`, top: isLow ? `${y + height + 4}px` : `${y - 26}px` });
    moved(box);
  };

  return {
    follow(element) {
      target = element;
      cancelAnimationFrame(frame);
      draw();
      if (!element) cancelAnimationFrame(frame);
    },
    remove() {
      cancelAnimationFrame(frame);
      host.remove();
    },
  };
}
