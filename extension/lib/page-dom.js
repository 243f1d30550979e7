// Builds elements for cards in a page: every text goes in as text, never as markup. Knows no browser API, so that cards can be previewed.

/* exported asSpoken, makeBuilder */

/**
 * @typedef {'own' | 'early' | 'covered'} Press  own: the person's; early: too soon after the card came or moved; covered: by something of the page
 * @typedef {{make(tag: string, attributes: Record<string, string | boolean>, ...children: (Node | string | null)[]): HTMLElement,
 *   draw(...paths: {d: string, filled?: boolean}[]): SVGElement,
 *   sign(): SVGElement,
 *   button(attributes: Record<string, string>, press: (event: MouseEvent) => void, ...children: (Node | string | null)[]): HTMLElement}} Builder
 */

/**
 * Answer the attributes of an element whose text comes from a notice, as lib/dom.js does for pages.
 * @param {import('../match/decide.js').Spoken} spoken
 * @param {string} name of the text
 * @returns {Record<string, string>}
 */
function asSpoken({ lang, dir, english }, name) {
  return english.includes(name) ? { lang: 'en', dir: 'ltr' } : { lang, dir };
}

/**
 * @param {Document} document
 * @param {object} rules
 * @param {(event: MouseEvent) => Press} rules.judgePress
 * @param {() => void} rules.sayCovered  called for a press on a covered card
 * @returns {Builder}
 */
function makeBuilder(document, { judgePress, sayCovered }) {
  /** @type {Builder['make']} */
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  /** @type {Builder['draw']} */
  const draw = (...paths) => {
    const namespace = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(namespace, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    for (const { d, filled } of paths) {
      const path = document.createElementNS(namespace, 'path');
      path.setAttribute('d', d);
      if (filled) path.setAttribute('class', 'filled');
      svg.append(path);
    }
    return svg;
  };

  /** @type {Builder['button']} */
  const button = (attributes, press, ...children) => {
    const element = make('button', { type: 'button', ...attributes }, ...children);
    element.addEventListener('click', (event) => {
      // A page can make events, but not trusted ones.
      const verdict = event.isTrusted ? judgePress(event) : 'early';
      if (verdict === 'own') press(event);
      if (verdict === 'covered') sayCovered();
    });
    return element;
  };

  /** Our sign: a signpost with two boards. */
  const sign = () => draw({ d: 'M12 21V4' }, { d: 'M12 5h7l2 2.5L19 10h-7z', filled: true }, { d: 'M12 11H6l-2 2.2L6 15.5h6z' });

  return { make, draw, button, sign };
}
