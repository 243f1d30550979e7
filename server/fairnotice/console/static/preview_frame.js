// Puts the extension's own card on the page of the preview, made of the draft by the extension's own code.

/* global buildCard, bannerStyle */

import { wordBanner } from '../extension/background/card-words.js';
import { decide, DEFAULT_CHOICES } from '../extension/match/decide.js';
import { findSpoken } from '../extension/background/spoken.js';
import { describe } from '../extension/match/describe.js';
import { language, speak, words } from '../extension/lib/words.js';

const { records, platform, language: tag, now } = document.body.dataset;
speak(tag);
const notices = JSON.parse(records).map((notice) => ({ ...notice, spoken: findSpoken(notice.english, tag) }));
const { name, ...rest } = JSON.parse(platform);
const given = { words, language: language(), now: Number(now), region: null };
const { judged } = decide({
  platform: { name, ...rest }, notices, marks: {}, choices: { ...DEFAULT_CHOICES, region: null }, now: given.now, lastUnasked: null, shownInVisit: [],
});
// What is previewed comes first, whatever it says; beside it what a page's banner would offer.
const shown = judged.filter(({ notice, state }) => notice === notices[0] || state === 'open');
shown.sort((a, b) => Number(b.notice === notices[0]) - Number(a.notice === notices[0]));
const views = shown.map((each) => describe(each, given));
const quiet = () => {};
const events = { judgePress: () => 'own', close: quiet, open: quiet, openSource: quiet, finish: quiet, putOff: quiet, report: quiet };
const view = { platform: rest.id, notices: views, ...wordBanner({ words, language: language() }, name, views.length - 1) };

if (views.length) {
  const root = document.getElementById('banner').attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  // The theme is the one that was chosen, not the one of the maintainer's own screen.
  const isDark = document.documentElement.classList.contains('dark');
  style.replaceSync(bannerStyle().replaceAll('(prefers-color-scheme: dark)', isDark ? 'all' : 'not all'));
  root.adoptedStyleSheets = [style];
  const card = buildCard(document, view, events);
  root.append(card);
  parent.postMessage({ spoken: listSpoken(card, view) }, location.origin);
}

/** What a screen reader says, in the order of reading: the announcement, then each name with its kind. */
function listSpoken(card, { labels }) {
  const spoken = [`${labels.banner_label}: ${card.querySelector('h2').textContent}`];
  for (const each of card.querySelectorAll('h2, p, span.chip, .chips > *, button, li')) {
    if (each.closest('[hidden]') || each.closest('button') !== (each.matches('button') ? each : null)) continue;
    const name = each.getAttribute('aria-label') ?? each.textContent.trim();
    if (name) spoken.push(each.matches('button') ? `${name}, button` : each.matches('h2') ? `${name}, heading` : name);
  }
  return spoken;
}
