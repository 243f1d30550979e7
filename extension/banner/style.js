// The banner's style. It lives in a closed shadow root, so the page's style cannot reach it, nor it the page.

/* exported bannerStyle */

/** @returns {string} */
function bannerStyle() {
  return `
:host { all: initial !important; position: fixed !important; inset: 16px 16px auto auto !important; margin: 0 !important;
  padding: 0 !important; border: 0 !important; background: transparent !important; overflow: visible !important;
  inline-size: min(384px, calc(100vw - 32px)) !important; block-size: auto !important; max-block-size: none !important;
  max-inline-size: none !important; z-index: 2147483647 !important; display: block !important; color-scheme: light dark !important;
  opacity: 1 !important; visibility: visible !important; pointer-events: auto !important; transform: none !important }
.card[hidden] { display: none }
.card { --ink: #17202b; --ink-2: #4a5665; --line: #d9dfe6; --card: #fff; --quiet: #eef1f4; --accent: #0b5f66; --accent-ink: #fff;
  --accent-soft: #e3f1f1; --warn: #8a4b00; --warn-soft: #fdf0dc; --focus: #1a73e8;
  --raise: 0 0 0 1px rgb(16 24 40 / .06), 0 1px 2px rgb(16 24 40 / .06), 0 12px 32px rgb(16 24 40 / .18);
  box-sizing: border-box; max-block-size: calc(100vh - 32px); overflow: auto; overscroll-behavior: contain; background: var(--card); color: var(--ink);
  border-radius: 14px; box-shadow: var(--raise); padding: 10px 16px 6px; font: 14px/1.45 system-ui, "Segoe UI", Roboto, sans-serif;
  text-align: start; overflow-wrap: anywhere; animation: appear 160ms ease-out }
@keyframes appear { from { opacity: 0; transform: translateY(-8px) } }
@media (prefers-color-scheme: dark) { .card { --ink: #eef2f6; --ink-2: #b1bcc8; --line: #38434f; --card: #1c232b; --quiet: #27303a;
  --accent: #6fd0cf; --accent-ink: #06292b; --accent-soft: #17393b; --warn: #f3c27a; --warn-soft: #3a2c14; --focus: #8ab4f8;
  --raise: 0 0 0 1px #38434f, 0 16px 40px rgb(0 0 0 / .55) } }
.card * { box-sizing: border-box }
.who { display: flex; align-items: center; gap: 8px; font-size: 12px; color: var(--ink-2) }
.who svg { inline-size: 18px; block-size: 18px; flex: none; color: var(--accent); fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round }
.who .filled { fill: currentColor; fill-opacity: .18 }
.who b { font-weight: 600; color: var(--ink) }
button { font: inherit; color: inherit; background: none; border: 0; margin: 0; cursor: pointer; min-block-size: 28px }
button:focus-visible, summary:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 8px }
.close { margin-inline: auto -6px; inline-size: 28px; block-size: 28px; flex: none; border-radius: 8px; padding: 6px; color: var(--ink-2) }
.close:hover, .quiet:hover { background: var(--quiet) }
.close svg { display: block; color: inherit; inline-size: 16px; block-size: 16px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round }
h2 { font-size: 16px; line-height: 1.3; font-weight: 650; margin: 4px 0; text-wrap: balance; display: -webkit-box; -webkit-box-orient: vertical;
  -webkit-line-clamp: 3; overflow: hidden }
p { margin: 0; color: var(--ink-2) }
[dir=auto] { text-align: -webkit-match-parent; text-align: match-parent } ol[dir=auto] { text-align: start }
.line { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0 10px; padding: 0; list-style: none }
.chips li { font-size: 12px; padding: 2px 8px; border-radius: 999px; background: var(--quiet); color: var(--ink-2) }
.chips .warn { background: var(--warn-soft); color: var(--warn); font-weight: 600 }
.row { display: flex; gap: 8px; align-items: stretch }
.go { flex: 1; display: flex; align-items: center; justify-content: space-between; gap: 8px; min-block-size: 40px; padding: 9px 14px; border-radius: 10px;
  background: var(--accent); color: var(--accent-ink); font-weight: 600; line-height: 1.25; text-align: start }
.go:hover { filter: brightness(1.08) }
.go svg { inline-size: 16px; block-size: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
:dir(rtl) .go svg { transform: scaleX(-1) }
.quiet { border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; font-weight: 500 }
.hint { font-size: 12px; margin-block-start: 6px }
.foot { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; margin-block-start: 8px; padding-block-start: 2px; border-block-start: 1px solid var(--line);
  font-size: 12px }
.foot button { color: var(--accent); padding: 4px 0 }
.foot button:hover { text-decoration: underline }
.panel { border-block-start: 1px solid var(--line); margin-block-start: 6px; padding: 10px 0 4px; font-size: 13px }
.panel[hidden] { display: none }
.panel h3 { font-size: 12px; line-height: 1.3; font-weight: 600; margin: 10px 0 2px; color: var(--ink) }
.panel ol { margin: 0 0 8px; padding-inline-start: 20px; color: var(--ink) }
.panel h3:first-child { margin-block-start: 0 }
.panel ul { margin: 0; padding: 0; list-style: none }
.panel li + li { margin-block-start: 4px }
.panel dl { margin: 8px 0 0 } .panel dt { font-size: 12px; font-weight: 600; margin-block-start: 8px } .panel dd { margin: 0; color: var(--ink-2) }
.link { color: var(--accent); padding: 2px 0; text-align: start }
.link:hover { text-decoration: underline }
.choice { display: block; inline-size: 100%; text-align: start; padding: 8px 10px; border-radius: 8px }
.choice:hover { background: var(--quiet) }
.status { margin-block-start: 8px; padding: 8px 10px; border-radius: 8px; background: var(--accent-soft); color: var(--ink) }
.status:empty { display: none }
.spoken { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (pointer: coarse) { button { min-block-size: 44px } .close { inline-size: 44px; block-size: 44px; padding: 14px } }
@media (max-width: 480px) {
  :host { inset: auto 0 0 0 !important; inline-size: 100vw !important }
  .card { border-radius: 18px 18px 0 0; max-block-size: 55vh; padding: 14px 16px calc(12px + env(safe-area-inset-bottom)) }
}
@media (prefers-reduced-motion: reduce) { .card { animation: none } }
@media (forced-colors: active) { .card { border: 1px solid } .go, .quiet { border: 1px solid } }
@media print { :host { display: none !important } }
`;
}
