// The words of the cards in pages, in the person's language: a content script has no texts of its own.

import { direction, textLanguage } from '../lib/words.js';

/** @typedef {import('./context.js').Context} Context */

/**
 * The banner's own words.
 * @param {Context} context
 * @param {string} name of the platform
 * @param {number} others
 */
export function wordBanner({ words }, name, others) {
  return frame({
    banner_label: words('banner_label', name),
    about: words('banner_about', name),
    close: words('banner_close'),
    done: words('banner_done'),
    details: words('banner_details'),
    others: others > 0 ? words('banner_more', others, name) : '',
    later: words('banner_later'),
    later_hour: words('later_hour'),
    later_day: words('later_day'),
    later_month: words('later_month'),
    later_toolbar: words('later_toolbar', name),
    later_platform: words('later_platform', name),
    open_anyway: words('action_open_anyway'),
    more_actions: words('detail_actions'),
    sources: words('detail_sources'),
    where: words('detail_where'),
    why_title: words('detail_why'),
    report: words('banner_report'),
    opened: words('action_opened'),
    opened_mail: words('action_opened_mail'),
    covered: words('banner_covered'),
    not_kept: words('banner_not_kept'),
  });
}

/**
 * The guide's own words.
 * @param {Context} context
 * @param {{view: import('../match/guide.js').GuideView, platform: {name: string}}} guide
 */
export function wordGuide({ words }, { view, platform }) {
  return frame({
    guide_label: words('guide_label', platform.name),
    about: words('banner_about', platform.name),
    close: words('guide_close'),
    progress: view.steps.length ? words('guide_step', view.step + 1, view.steps.length) : '',
    back: words('guide_back'),
    next: words('guide_next'),
    done: words('banner_done'),
    done_hint: words('guide_done_hint'),
    found: words('guide_found'),
    here: words('guide_here'),
    find: view.targets.length ? words('guide_find', view.targets[0]) : '',
    limits: words('detail_limits'),
    report: words('banner_report'),
    covered: words('banner_covered'),
    not_kept: words('banner_not_kept'),
  });
}

/** @param {Record<string, string>} labels */
const frame = (labels) => ({ labels, direction: direction(), language: textLanguage() });
