// Makes platforms and notices for tests: valid ones, of which a test changes only what it is about.

/** @typedef {import('../../extension/match/decide.js').Notice} Notice */
/** @typedef {import('../../extension/match/decide.js').Action} Action */
/** @typedef {import('../../extension/match/decide.js').Platform} Platform */

/** @param {Partial<Action>} [changes] @returns {Action} */
export function makeAction(changes = {}) {
  return {
    id: 'switch', kind: 'opt-out', label: 'Turn it off', url: 'https://x.com/settings', reach: 'exact', device: 'web', needs_login: true,
    regions: ['*'], except_regions: [], steps: ['Press the switch'], control: 'Switch', limits: null, ...changes,
  };
}

/** @param {Partial<Notice>} [changes] @returns {Notice} */
export function makeNotice(changes = {}) {
  return {
    id: 'x/ai-sharing', topic: 'ai-sharing', attention: 'act', headline: 'X may pass your data on', summary: 'X passes data on. You can refuse.',
    data_used: ['posts'], recipients: ['AI companies'], default: 'on', applies_to: 'all accounts', regions: ['*'], except_regions: [],
    announced_on: null, effective_on: '2024-11-15', act_by: null, verified_on: '2026-10-02', actions: [makeAction()],
    sources: [{ title: 'A report', publisher: 'A paper', url: 'https://news.example/report', published_on: '2024-10', kind: 'news' }],
    revision: 1, revised_on: '2026-01-01', history: [{ revision: 1, on: '2026-01-01', reason: 'First published' }],
    spoken: { lang: 'en', dir: 'ltr', english: [] }, ...changes,
  };
}

/** @param {Partial<Platform>} [changes] @returns {Platform} */
export function makePlatform(changes = {}) {
  return { id: 'x', name: 'X', hosts: ['x.com'], link_hosts: [], surface: 'page', former_names: ['Twitter'], company: 'X Corp.', ...changes };
}

/** A notice after a change. @param {Notice} notice @param {boolean} isMaterial @returns {Notice} */
export function revise(notice, isMaterial) {
  const revision = notice.revision + 1;
  const history = isMaterial ? [...notice.history, { revision, on: '2026-06-01', reason: 'The switch moved.' }] : notice.history;
  return { ...notice, revision, history };
}
