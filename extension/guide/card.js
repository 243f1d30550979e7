// Builds the guide's card: numbered steps of which one is current, and the way forward and back.

/* global asSpoken, makeBuilder */
/* exported buildGuide */

/**
 * @typedef {import('../match/guide.js').GuideView & {labels: Record<string, string>, direction: string, language: string}} GuideCardView
 * @typedef {{judgePress(event: MouseEvent): 'own' | 'early' | 'covered', go(step: number): void, close(): void, finish(): void, report(): void}} GuideEvents
 */

/**
 * @param {Document} document
 * @param {GuideCardView} view
 * @param {GuideEvents} events
 * @returns {{card: HTMLElement, show(view: GuideCardView): void, say(view: GuideCardView, isFound: boolean): void}}
 */
function buildGuide(document, view, events) {
  const { make, draw, button, sign } = makeBuilder(document, {
    judgePress: events.judgePress,
    sayCovered: () => (status.textContent = view.labels.covered),
  });
  const inNotice = (/** @type {string} */ name) => asSpoken(view.spoken, `actions/${view.actionId}/${name}`);
  const [top, row] = [make('div', {}), make('div', { class: 'row' })];
  // These three stay when the step changes: a screen reader only hears what changes in a region it knows.
  const found = make('p', { class: 'found', role: 'status' });
  const status = make('p', { class: 'status', role: 'status' });
  const spoken = make('p', { class: 'spoken', role: 'status' });
  const card = make('section', {
    class: 'card', role: 'region', 'aria-label': view.labels.guide_label, dir: view.direction, lang: view.language,
  }, top, found, status, row, button({ class: 'link small' }, () => events.report(), view.labels.report), spoken);

  /** @param {GuideCardView} now */
  const show = ({ action, steps, step, limits, labels }) => {
    const isLast = step >= steps.length - 1;
    top.replaceChildren(
      make('div', { class: 'who' }, sign(),
        make('span', {}, make('b', {}, 'Fairnotice'), ` ${labels.about}`),
        button({ class: 'close', 'aria-label': labels.close, title: labels.close }, () => events.close(), draw({ d: 'M5 5l14 14M19 5L5 19' }))),
      make('h2', inNotice('label'), action),
      labels.progress ? make('p', { class: 'progress' }, labels.progress) : '',
      make('ol', { class: 'steps', role: 'list', ...inNotice('steps') }, ...steps.map((text, index) =>
        make('li', { 'data-number': String(index + 1), ...(index === step ? { 'aria-current': 'step' } : {}) }, make('span', {}, text)))),
      isLast && limits ? make('p', { class: 'hint' }, `${labels.limits}: `, make('span', inNotice('limits'), limits)) : '',
      isLast ? make('p', { class: 'hint' }, labels.done_hint) : '',
    );
    row.replaceChildren(
      step > 0 ? button({ class: 'quiet' }, () => events.go(step - 1), labels.back) : '',
      make('span', { class: 'grow' }),
      isLast ? button({ class: 'go' }, () => events.finish(), labels.done) : button({ class: 'go' }, () => events.go(step + 1), labels.next),
    );
    status.textContent = '';
    spoken.textContent = step > 0 ? `${labels.progress}: ${steps[step]}` : '';
  };

  show(view);
  return {
    card,
    show,
    say({ labels }, isFound) {
      const text = isFound ? labels.found : labels.find;
      if (found.textContent !== text) found.textContent = text;
    },
  };
}
