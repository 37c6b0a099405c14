/** How every page of this project looks: one column of calm text on a card, by day and by night, also on a phone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --ground: light-dark(#f6f6f9, #121216); --card: light-dark(#fff, #1c1c22);
  --ink: light-dark(#1d1d24, #ececf2); --soft: light-dark(#5d5d6b, #a3a3b2);
  --line: light-dark(#e2e2ea, #33333d); --accent: light-dark(#5a3ff0, #a797ff);
  --on-accent: light-dark(#fff, #16121f); --good: light-dark(#0b7a4b, #58d39b); --bad: light-dark(#b3261e, #ff9a92); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 29rem; margin: 0 auto; padding: clamp(1rem, 11vh, 7rem) 1rem 2rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.75rem;
  box-shadow: 0 1px 2px #0001, 0 8px 24px #0000000d; }
.product { margin: 0 0 1rem; color: var(--soft); font-size: .85rem; letter-spacing: .02em; }
h1 { margin: 0 0 .75rem; font-size: 1.45rem; line-height: 1.25; font-weight: 650; }
h1.good::before, h1.bad::before { display: inline-block; width: 1.5em; margin-right: .4em; border-radius: 50%;
  text-align: center; line-height: 1.5em; font-size: .8em; color: var(--card); }
h1.good::before { content: "✓"; background: var(--good); }
h1.bad::before { content: "!"; background: var(--bad); }
p { margin: 0 0 .75rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
ul { margin: 0 0 1rem; padding-left: 1.2rem; }
code { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--ground);
  border-radius: 5px; padding: .1em .35em; }
a { color: var(--accent); }
label { display: block; margin: 0 0 .3rem; font-weight: 550; font-size: .92rem; }
input { display: block; width: 100%; margin: 0 0 1rem; padding: .6rem .75rem; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--line); border-radius: 9px; }
button { padding: .6rem 1.2rem; font: inherit; font-weight: 600; border: 1px solid var(--line); border-radius: 9px;
  color: inherit; background: var(--card); cursor: pointer; }
button.main { color: var(--on-accent); background: var(--accent); border-color: transparent; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; gap: .75rem; flex-wrap: wrap; } .buttons > * { flex: 1; }
.note { margin: 1rem .25rem 0; color: var(--soft); font-size: .85rem; }
.error { color: var(--bad); }
`;
