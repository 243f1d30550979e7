// The house rules of the extension as lint: who may name the browser, who may fetch, who may import whom.

import globals from 'globals';
// @ts-expect-error the plugin ships no types
import noUnsanitized from 'eslint-plugin-no-unsanitized';


// Content scripts cannot import: these few are classic scripts, all else are modules.
const CLASSIC = ['extension/banner/**/*.js', 'extension/guide/**/*.js', 'extension/lib/page-*.js'];
const PAGES = ['popup', 'options', 'overview', 'welcome', 'receipts', 'report', 'sent'].map((folder) => `extension/${folder}/**/*.js`);

const browserNames = ['chrome', 'browser'].map((name) => ({
  name,
  message: `Only extension/lib/*.js may name ${name}: import what you need from lib/browser.js, or have it passed in, so that this runs under node --test.`,
}));
const networkNames = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'].map((name) => ({
  name,
  message: `Only extension/sync/ may use ${name}, and there only fetch-bytes.js does: a page visit, a banner or a click must never cause a request.`,
}));
const injectedNames = ['Date.now', 'Math.random'];

// Also reached through an object: globalThis.fetch, self.chrome, navigator.sendBeacon.
const browserThroughObject = ['chrome', 'browser'].map((name) => ({
  selector: `MemberExpression[object.name=/^(globalThis|self|window)$/][property.name='${name}']`,
  message: `Only extension/lib/*.js may name ${name}, by whatever way.`,
}));
const networkThroughObject = [
  {
    selector: "MemberExpression[object.name=/^(globalThis|self|window)$/][property.name=/^(fetch|XMLHttpRequest|WebSocket|EventSource)$/]",
    message: 'Only extension/sync/ may reach the network, by whatever way.',
  },
  { selector: "MemberExpression[property.name='sendBeacon']", message: 'No beacons: nobody learns which sites a person visits.' },
];
const noMarkup = [
  {
    selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]",
    message: 'Texts of the catalogue are texts: set textContent, or build elements with lib/dom.js. Markup is never parsed.',
  },
  { selector: "CallExpression[callee.object.name='document'][callee.property.name=/^write(ln)?$/]", message: 'document.write parses markup: build elements.' },
];
const pure = injectedNames.map((name) => {
  const [object, property] = name.split('.');
  return {
    selector: `CallExpression[callee.object.name='${object}'][callee.property.name='${property}']`,
    message: `Have ${name} passed in: a core that reads the clock or the dice cannot be tested.`,
  };
});

export default [
  { ignores: ['**/node_modules/**'], },
  {
    files: ['extension/**/*.js', 'tests/extension/**/*.js'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { ecmaVersion: 2026, sourceType: 'module', globals: { ...globals.browser } },
    plugins: { 'no-unsanitized': noUnsanitized },
    rules: {
      'constructor-super': 'error', 'for-direction': 'error', 'getter-return': 'error', 'no-async-promise-executor': 'error',
      'no-class-assign': 'error', 'no-compare-neg-zero': 'error', 'no-cond-assign': 'error', 'no-const-assign': 'error',
      'no-constant-binary-expression': 'error', 'no-debugger': 'error', 'no-dupe-args': 'error', 'no-dupe-class-members': 'error',
      'no-dupe-else-if': 'error', 'no-dupe-keys': 'error', 'no-duplicate-case': 'error', 'no-empty': 'error', 'no-eval': 'error',
      'no-ex-assign': 'error', 'no-fallthrough': 'error', 'no-func-assign': 'error', 'no-implied-eval': 'error', 'no-import-assign': 'error',
      'no-irregular-whitespace': 'error', 'no-new-func': 'error', 'no-new-native-nonconstructor': 'error', 'no-prototype-builtins': 'error',
      'no-redeclare': 'error', 'no-self-assign': 'error', 'no-shadow-restricted-names': 'error', 'no-undef': 'error',
      'no-unreachable': 'error', 'no-unsafe-finally': 'error', 'no-unsafe-optional-chaining': 'error', 'no-useless-catch': 'error',
      'no-var': 'error', 'prefer-const': 'error', eqeqeq: 'error', 'no-console': 'off',
      'no-unused-vars': ['error', { caughtErrors: 'all' }],
      'no-unsanitized/method': 'error', 'no-unsanitized/property': 'error',
    },
  },
  {
    files: ['tests/extension/**/*.js'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    files: ['extension/**/*.js'],
    rules: {
      'no-restricted-globals': ['error', ...browserNames, ...networkNames],
      'no-restricted-syntax': ['error', ...noMarkup, ...browserThroughObject, ...networkThroughObject],
    },
  },
  {
    files: ['extension/lib/**/*.js'],
    languageOptions: { globals: { ...globals.webextensions } },
    rules: {
      'no-restricted-globals': ['error', ...networkNames],
      'no-restricted-syntax': ['error', ...noMarkup, ...networkThroughObject],
    },
  },
  {
    files: ['extension/sync/**/*.js'],
    rules: {
      'no-restricted-globals': ['error', ...browserNames],
      'no-restricted-syntax': ['error', ...noMarkup, ...browserThroughObject, ...pure],
      'no-restricted-imports': ['error', { patterns: [{
        regex: '^\\.\\./(?!match/)',
        message: 'sync/ imports match/ and itself; everything else is passed in.',
      }] }],
    },
  },
  {
    files: ['extension/match/**/*.js'],
    rules: {
      'no-restricted-syntax': ['error', ...noMarkup, ...browserThroughObject, ...networkThroughObject, ...pure],
      'no-restricted-imports': ['error', { patterns: [{
        regex: '^(?!\\./)',
        message: 'match/ imports nothing outside itself: it decides, as a function of its arguments, what may be shown.',
      }] }],
    },
  },
  {
    files: PAGES,
    rules: {
      'no-restricted-imports': ['error', { patterns: [{
        regex: '/(sync|state)/',
        message: 'Pages only send messages to the background: import lib/messages.js, never sync/ or state/.',
      }] }],
    },
  },
  {
    files: CLASSIC,
    languageOptions: { sourceType: 'script' },
  },
];
