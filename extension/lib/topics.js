// The topics of the catalogue in words, for the pages that list or choose them.

import { words } from './words.js';

/** @type {Record<string, () => string>} in the order in which pages show them */
const NAMES = {
  'ai-training': () => words('topic_ai_training'),
  'ai-sharing': () => words('topic_ai_sharing'),
  'data-sale': () => words('topic_data_sale'),
  ads: () => words('topic_ads'),
  biometrics: () => words('topic_biometrics'),
  location: () => words('topic_location'),
  contacts: () => words('topic_contacts'),
  visibility: () => words('topic_visibility'),
  'third-party-apps': () => words('topic_third_party_apps'),
  'account-deletion': () => words('topic_account_deletion'),
  'data-download': () => words('topic_data_download'),
};
/** Always there to be looked up, never a reason to speak up: the catalogue's own rule. */
const NEVER_UNASKED = ['account-deletion', 'data-download'];

export const TOPICS = Object.keys(NAMES);

/** Those a person can be told about unasked. */
export const UNASKED_TOPICS = TOPICS.filter((topic) => !NEVER_UNASKED.includes(topic));

/**
 * Answer the topics that are ticked; null when all are, which stands for the topics of later catalogues too.
 * @param {HTMLInputElement[]} inputs  one for each of UNASKED_TOPICS
 */
export function readTopics(inputs) {
  const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  return chosen.length === inputs.length ? null : chosen;
}

/** @param {string} topic  one that a newer catalogue brought has no name here yet */
export const nameTopic = (topic) => (Object.hasOwn(NAMES, topic) ? NAMES[topic]() : words('topic_other'));
