import {PAGE_STYLE} from '../../page/index.js';

export const style = `${PAGE_STYLE}
body { overflow-wrap: normal; }
main { max-width: 88rem; padding: 1.5rem clamp(1rem, 3vw, 2.5rem); }
header { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; }
h1 { margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
nav { display: flex; gap: .25rem; background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: .2rem; }
nav a { padding: .25rem .8rem; border-radius: 7px; color: var(--soft); text-decoration: none; }
nav a[aria-current] { background: var(--accent); color: var(--on-accent); font-weight: 600; }
form { margin-left: auto; display: flex; gap: .5rem; }
input, button { padding: .45rem .8rem; margin: 0; }
p { margin: .75rem 0; color: var(--soft); }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .5rem .9rem; white-space: nowrap; max-width: 24rem;
  overflow: hidden; text-overflow: ellipsis; }
th { font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
tr + tr td { border-top: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.none, .type { color: var(--soft); }
@media (max-width: 40rem) {
  form { margin: 0; width: 100%; } form input[type=search] { flex: 1; min-width: 0; }
  .wide td:first-child, .wide th:first-child { position: sticky; left: 0; background: var(--card); max-width: 60vw; }
}
`;
