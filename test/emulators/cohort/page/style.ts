export const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #6b4eff; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1400px; padding: 1.5rem; }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
a { color: var(--accent); }
nav a[aria-current] { font-weight: 600; color: inherit; text-decoration: none; }
nav a + a { margin-left: .75rem; }
form { margin-left: auto; display: flex; gap: .5rem; }
input, button { font: inherit; padding: .3rem .6rem; border: 1px solid var(--line); border-radius: 6px; }
p { margin: .75rem 0; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem; white-space: nowrap; max-width: 24rem;
  overflow: hidden; text-overflow: ellipsis; }
th { background: var(--soft); font-weight: 600; }
tr + tr td { border-top: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.none, .type { opacity: .55; }
code { font-size: .85em; }
`;
