// Builds the banner's card from texts that are ready to show. It knows no browser API, so that the same card can be previewed.

/* global asSpoken, makeBuilder */
/* exported buildCard */

/**
 * @typedef {import('../match/describe.js').NoticeView} NoticeView
 * @typedef {import('../match/describe.js').ActionView} ActionView
 * @typedef {{platform: string, notices: NoticeView[], labels: Record<string, string>, direction: string, language: string}} CardView
 *   the first notice is shown, the others are a press away; labels: the card's own words by name, in `language`
 * @typedef {{judgePress(event: MouseEvent): 'own' | 'early' | 'covered', close(noticeId: string): void, open(noticeId: string, actionId: string): void,
 *   openSource(noticeId: string, index: number): void, finish(noticeId: string): void, putOff(noticeId: string, how: string): void,
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
  /** For a text of a notice: how it is spoken, and which way it is read. @param {NoticeView} notice @param {string} name */
  const inNotice = (notice, name) => asSpoken(notice.spoken, name);
  /** @param {NoticeView} notice @param {ActionView} action */
  const makeLabel = (notice, action) => make('span', inNotice(notice, `actions/${action.id}/label`), action.label);

  /** @type {HTMLElement} */
  let status;
  const { make, draw, button, sign } = makeBuilder(document, {
    judgePress: events.judgePress,
    sayCovered: () => (status.textContent = labels.covered),
  });

  const card = make('section', {
    class: 'card', role: 'region', 'aria-label': labels.banner_label, dir: view.direction, lang: view.language,
  });

  /** @param {NoticeView} notice */
  const show = (notice) => {
    const { primary } = notice;
    card.dataset.notice = notice.id;
    status = make('p', { class: 'status', role: 'status' });

    /** @param {ActionView} action */
    const open = (action) => {
      events.open(notice.id, action.id);
      status.textContent = action.leaves ? labels.opened : labels.opened_mail;
    };
    const others = view.notices.filter((other) => other.id !== notice.id);
    const panels = [makeDetails(notice, open), makeOthers(others), makeLater(notice), makeSteps(notice, open)];
    const toggles = [labels.details, others.length ? labels.others : '', labels.later].map((text, index) =>
      text ? makeToggle({}, [text], panels, index) : null,
    );
    card.replaceChildren(
      make('div', { class: 'who' },
        sign(),
        make('span', {}, make('b', {}, 'Fairnotice'), ` ${labels.about}`),
        button({ class: 'close', 'aria-label': labels.close, title: labels.close }, () => events.close(notice.id), draw({ d: 'M5 5l14 14M19 5L5 19' })),
      ),
      make('h2', inNotice(notice, 'headline'), notice.headline),
      make('p', { class: 'line', ...inNotice(notice, 'summary') }, notice.line),
      make('ul', { class: 'chips' }, ...notice.chips.map((chip) => make('li', { class: chip.tone }, chip.text))),
      make('div', { class: 'row' },
        primary ? makeGo(notice, primary, open, panels) : null,
        button({ class: 'quiet' }, () => events.finish(notice.id), labels.done),
      ),
      ...(primary?.hint ? [make('p', { class: 'hint' }, primary.hint)] : []),
      status,
      make('div', { class: 'foot' }, ...toggles),
      ...panels,
      make('p', { class: 'spoken', role: 'status' }),
    );
  };

  /**
   * The one button that leads on: to the platform's page, or first to the steps where no page does it.
   * @param {NoticeView} notice
   * @param {ActionView} action
   * @param {(action: ActionView) => void} open
   * @param {HTMLElement[]} panels
   */
  const makeGo = (notice, action, open, panels) => {
    const label = makeLabel(notice, action);
    return action.steps_first
      ? makeToggle({ class: 'toggle go' }, [label, draw({ d: 'M6 9l6 6 6-6' })], panels, panels.length - 1)
      : button({ class: 'go' }, () => open(action), label, draw({ d: 'M7 17L17 7M9 7h8v8' }));
  };

  /**
   * A button that unfolds one of the panels and folds the others.
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   * @param {HTMLElement[]} panels
   * @param {number} index
   */
  const makeToggle = (attributes, children, panels, index) => {
    const toggle = button({ 'aria-expanded': 'false', class: 'toggle', ...attributes }, () => {
      panels.forEach((panel, other) => (panel.hidden = other === index ? !panel.hidden : true));
      for (const each of card.querySelectorAll('.toggle')) each.setAttribute('aria-expanded', 'false');
      toggle.setAttribute('aria-expanded', String(!panels[index].hidden));
      if (!panels[index].hidden) panels[index].scrollIntoView({ block: 'nearest' });
    }, ...children);
    return toggle;
  };

  /**
   * The steps of the first action, where no link leads to it, or the link is known not to work.
   * @param {NoticeView} notice
   * @param {(action: ActionView) => void} open
   */
  const makeSteps = (notice, open, action = notice.primary) => make('div', { class: 'panel', hidden: true }, ...(action?.steps_first ? [
    make('ol', inNotice(notice, `actions/${action.id}/steps`), ...action.steps.map((step) => make('li', {}, step))),
    action.search ? make('p', {}, action.search) : null,
    action.leaves ? button({ class: 'link' }, () => open(action), labels.open_anyway) : null,
  ] : []));

  /**
   * @param {NoticeView} notice
   * @param {(action: ActionView) => void} open
   */
  const makeDetails = (notice, open) => make('div', { class: 'panel', hidden: true },
    make('p', inNotice(notice, 'summary'), notice.summary),
    notice.untranslated ? make('p', { class: 'hint' }, notice.untranslated) : null,
    make('dl', {}, ...notice.details.flatMap(({ term, text, name }) => [make('dt', {}, term), make('dd', name ? inNotice(notice, name) : { dir: 'auto' }, text)])),
    notice.others.length ? make('h3', {}, labels.more_actions) : null,
    make('ul', {}, ...notice.others.map((action) =>
      make('li', {}, button({ class: 'link' }, () => open(action), makeLabel(notice, action)), action.hint ? make('p', {}, action.hint) : null))),
    make('h3', {}, labels.sources),
    make('ul', {}, ...notice.sources.map((source) =>
      make('li', {}, button({ class: 'link' }, () => events.openSource(notice.id, source.index), make('span', { lang: 'en', dir: 'auto' }, source.title)), make('p', { dir: 'auto' }, source.by)))),
    make('h3', {}, labels.why_title),
    make('p', {}, notice.why),
    button({ class: 'link report' }, () => events.report(notice.id, notice.primary?.id), labels.report),
  );

  /** @param {NoticeView[]} others */
  const makeOthers = (others) => make('div', { class: 'panel', hidden: true },
    ...others.map((other) => button({ class: 'choice' }, () => show(other), make('span', inNotice(other, 'headline'), other.headline))));

  /** @param {NoticeView} notice */
  const makeLater = (notice) => make('div', { class: 'panel', hidden: true },
    ...['hour', 'day', 'month', 'toolbar', 'platform'].map((how) =>
      button({ class: 'choice' }, () => events.putOff(notice.id, how), labels[`later_${how}`])));

  show(view.notices[0]);
  return card;
}
