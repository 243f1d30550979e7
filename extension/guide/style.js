// The guide's style, on top of the banner's: a narrow card with numbered steps, and a ring around the control.

/* global bannerStyle */
/* exported guideStyle, ringStyle */

/** @returns {string} */
function guideStyle() {
  return `${bannerStyle()}
:host { inset: auto 16px 16px auto !important; inline-size: min(320px, calc(100vw - 32px)) !important }
.card.aside { position: fixed; inset: 16px auto auto 16px; inline-size: inherit }
.progress { font-size: 12px; margin-block: 8px 2px }
.steps { margin: 0; padding: 0; list-style: none }
.steps li { display: flex; gap: 8px; padding: 3px 0; color: var(--ink-2); font-size: 12px }
.steps li::before { content: attr(data-number); flex: none; inline-size: 20px; block-size: 20px; border-radius: 999px; background: var(--quiet); color: var(--ink-2);
  text-align: center; line-height: 20px; font-size: 12px; font-weight: 600 }
.steps [aria-current] { color: var(--ink); font-size: 16px; line-height: 1.3; padding: 6px 0 }
.steps [aria-current]::before { background: var(--accent); color: var(--accent-ink) }
.row { margin-block-start: 10px } .row .grow { flex: 1 }
.row .go { flex: none } .row .quiet:disabled { opacity: .5; cursor: default }
.link.small { font-size: 12px; margin-block-start: 4px }
.found { display: flex; gap: 6px; align-items: baseline; font-size: 12px; margin-block-start: 6px }
.found:empty { display: none }
@media (max-width: 480px) { :host { inset: auto 0 0 0 !important; inline-size: 100vw !important } .card.aside { inset: 0 0 auto 0; border-radius: 0 0 18px 18px } .steps li:not([aria-current]) { display: none } }
`;
}

/** @returns {string} */
function ringStyle() {
  return `
:host { all: initial !important; position: fixed !important; inset: 0 !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
  inline-size: 100vw !important; block-size: 100vh !important; max-inline-size: none !important; max-block-size: none !important;
  background: transparent !important; overflow: hidden !important; pointer-events: none !important; display: block !important; color-scheme: light dark !important }
.ring { position: absolute; box-sizing: border-box; border: 3px solid #0b5f66; border-radius: 10px; box-shadow: 0 0 0 2px #fff; pointer-events: none }
.label { position: absolute; padding: 2px 8px; border-radius: 999px; background: #0b5f66; color: #fff; font: 600 12px/1.45 system-ui, "Segoe UI", Roboto, sans-serif;
  box-shadow: 0 0 0 2px #fff; white-space: nowrap; pointer-events: none }
[hidden] { display: none }
@media (prefers-color-scheme: dark) { .ring { border-color: #6fd0cf; box-shadow: 0 0 0 2px #06292b } .label { background: #6fd0cf; color: #06292b; box-shadow: 0 0 0 2px #06292b } }
@media (forced-colors: active) { .ring { border-color: Highlight } }
@media print { :host { display: none !important } }
`;
}
