// Builds the banner's card from texts that are ready to show. It knows no browser API, so that the same card can be previewed.

/* exported buildCard */

/**
 * @typedef {import('../match/describe.js').NoticeView} NoticeView
 * @typedef {{platform: string, notices: NoticeView[], labels: Record<string, string>, direction: string, language: string,
 *   notice_language: string}} CardView
 *   the first notice is shown, the others are a press away; labels: the card's own words by name, in `language`
 * @typedef {{close(): void, open(noticeId: string, actionId: string): void, openSource(noticeId: string, index: number): void,
 *   finish(noticeId: string): void, putOff(noticeId: string, how: string): void,
 *   report(noticeId: string, actionId?: string): void}} CardEvents
 */

/**
 * Build the card. Every text goes in as text, never as markup.
 * @param {Document} document
 * @param {CardView} view
 * @param {CardEvents} events
 * @returns {HTMLElement}
 */
function buildCard(document, view, events) {
  const { labels } = view;
  /** For texts of the catalogue among the labels of another language: how they are spoken, and which way they are read. */
  const inNotice = { lang: view.notice_language, dir: 'auto' };

  /**
   * @param {string} tag
   * @param {Record<string, string | boolean>} attributes
   * @param {...(Node | string | null)} children
   */
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  /** @param {...{d: string, filled?: boolean}} paths */
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

  /**
   * A button that only a real press works: a page can make events, but not trusted ones.
   * @param {Record<string, string>} attributes
   * @param {(event: MouseEvent) => void} press
   * @param {...(Node | string | null)} children
   */
  const button = (attributes, press, ...children) => {
    const element = make('button', { type: 'button', ...attributes }, ...children);
    element.addEventListener('click', (event) => {
      if (event.isTrusted) press(event);
    });
    return element;
  };

  const card = make('section', {
    class: 'card', role: 'region', 'aria-label': labels.banner_label, dir: view.direction, lang: view.language,
  });

  /** @param {NoticeView} notice */
  const show = (notice) => {
    const { primary } = notice;
    const status = make('p', { class: 'status', role: 'status' });

    /** @param {import('../match/describe.js').ActionView} action */
    const open = (action) => {
      events.open(notice.id, action.id);
      status.textContent = action.leaves ? labels.opened : labels.opened_mail;
    };
    const others = view.notices.filter((other) => other.id !== notice.id);
    const panels = [makeDetails(notice, open), makeOthers(others), makeLater(notice)];
    const toggles = [labels.details, others.length ? labels.others : '', labels.later].map((text, index) =>
      text ? makeToggle(text, panels, index) : null,
    );
    card.replaceChildren(
      make('div', { class: 'who' },
        draw({ d: 'M12 21V4' }, { d: 'M12 5h7l2 2.5L19 10h-7z', filled: true }, { d: 'M12 11H6l-2 2.2L6 15.5h6z' }),
        make('span', {}, make('b', {}, 'Fairnotice'), ` ${labels.about}`),
        button({ class: 'close', 'aria-label': labels.close, title: labels.close }, () => events.close(), draw({ d: 'M5 5l14 14M19 5L5 19' })),
      ),
      make('h2', inNotice, notice.headline),
      make('p', { class: 'line', ...inNotice }, notice.line),
      make('ul', { class: 'chips' }, ...notice.chips.map((chip) => make('li', { class: chip.tone }, chip.text))),
      make('div', { class: 'row' },
        primary ? button({ class: 'go' }, () => open(primary), make('span', inNotice, primary.label), draw({ d: 'M7 17L17 7M9 7h8v8' })) : null,
        button({ class: 'quiet' }, () => events.finish(notice.id), labels.done),
      ),
      ...(primary?.hint ? [make('p', { class: 'hint' }, primary.hint)] : []),
      status,
      make('div', { class: 'foot' }, ...toggles),
      ...panels,
    );
  };

  /**
   * A button that unfolds one of the panels and folds the others.
   * @param {string} text
   * @param {HTMLElement[]} panels
   * @param {number} index
   */
  const makeToggle = (text, panels, index) => {
    const toggle = button({ 'aria-expanded': 'false', class: 'toggle' }, () => {
      panels.forEach((panel, other) => (panel.hidden = other === index ? !panel.hidden : true));
      for (const each of card.querySelectorAll('.toggle')) each.setAttribute('aria-expanded', 'false');
      toggle.setAttribute('aria-expanded', String(!panels[index].hidden));
      if (!panels[index].hidden) panels[index].scrollIntoView({ block: 'nearest' });
    }, text);
    return toggle;
  };

  /**
   * @param {NoticeView} notice
   * @param {(action: import('../match/describe.js').ActionView) => void} open
   */
  const makeDetails = (notice, open) => make('div', { class: 'panel', hidden: true },
    make('p', inNotice, notice.summary),
    make('dl', {}, ...notice.details.flatMap(({ term, text }) => [make('dt', {}, term), make('dd', term === labels.where ? { dir: 'auto' } : inNotice, text)])),
    notice.others.length ? make('h3', {}, labels.more_actions) : null,
    make('ul', {}, ...notice.others.map((action) =>
      make('li', {}, button({ class: 'link' }, () => open(action), make('span', inNotice, action.label)), action.hint ? make('p', {}, action.hint) : null))),
    make('h3', {}, labels.sources),
    make('ul', {}, ...notice.sources.map((source) =>
      make('li', {}, button({ class: 'link' }, () => events.openSource(notice.id, source.index), make('span', inNotice, source.title)), make('p', { dir: 'auto' }, source.by)))),
    make('h3', {}, labels.why_title),
    make('p', {}, notice.why),
    button({ class: 'link report' }, () => events.report(notice.id, notice.primary?.id), labels.report),
  );

  /** @param {NoticeView[]} others */
  const makeOthers = (others) => make('div', { class: 'panel', hidden: true },
    ...others.map((other) => button({ class: 'choice' }, () => show(other), make('span', inNotice, other.headline))));

  /** @param {NoticeView} notice */
  const makeLater = (notice) => make('div', { class: 'panel', hidden: true },
    ...['hour', 'day', 'month', 'platform'].map((how) =>
      button({ class: 'choice' }, () => events.putOff(notice.id, how), labels[`later_${how}`])));

  show(view.notices[0]);
  return card;
}
