/** The console's style sheet. Both color schemes, from 390 pixels on, without external files. */
export const style = `
:root{color-scheme:light dark;--text:#1c2330;--soft:#56607a;--page:#f6f7fa;--card:#fff;--line:#d6dbe6;--accent:#1a56c4;--on-accent:#fff;--good:#16703c;--good-page:#e3f4e9;--bad:#b3261e;--bad-page:#fbe9e7;--info:#3d4a66;--info-page:#e8ecf5}
@media (prefers-color-scheme:dark){:root{--text:#e8ebf2;--soft:#a9b2c7;--page:#12161f;--card:#1b212d;--line:#343d50;--accent:#8db4ff;--on-accent:#0c1526;--good:#7fd6a2;--good-page:#163022;--bad:#ffb0a8;--bad-page:#3b1b19;--info:#c3cde4;--info-page:#262f41}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--page);overflow-wrap:anywhere}
a{color:var(--accent)}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem;z-index:1}
header{display:flex;flex-wrap:wrap;gap:.25rem 2rem;align-items:center;padding:.75rem 1.25rem;background:var(--card);border-bottom:1px solid var(--line)}
.brand{font-weight:650;color:inherit;text-decoration:none}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:block;padding:.35rem .7rem;border-radius:.4rem;text-decoration:none;color:inherit}
nav a[aria-current]{background:var(--info-page);font-weight:600}
main{max-width:72rem;margin:0 auto;padding:1rem 1.25rem 4rem}
h1{font-size:1.5rem;line-height:1.25}
h2{font-size:1.15rem;margin-top:2rem}
fieldset,details,.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1.25rem;min-width:0}
legend{font-weight:650;padding:0 .4rem}
label{display:block;margin:.75rem 0}
label small,.small{display:block;color:var(--soft);font-size:.9rem}
label.choice{display:flex;gap:.5rem;align-items:baseline}
label.choice input{width:auto;margin:0}
input,select,textarea{display:block;width:100%;max-width:32rem;font:inherit;color:inherit;background:var(--page);border:1px solid var(--soft);border-radius:.4rem;padding:.45rem .6rem;margin-top:.2rem}
td input,td select{margin:0;min-width:8rem}
td input[type=checkbox]{width:1.2rem;min-width:0;height:1.2rem}
[tabindex='-1']:focus{outline:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
button{font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:1px solid var(--accent);border-radius:.4rem;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0;cursor:pointer}
button.quiet{color:var(--accent);background:transparent}
button:disabled,fieldset:disabled{opacity:.6;cursor:default}
.row{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end}
.row{margin:0 0 1rem}.row label,.row button{margin:0}.row input,.row select{min-height:2.6rem}
.card>h2:first-child,fieldset>h2:first-child{margin-top:0}
details{padding:.6rem 1rem;margin:0 0 .5rem}summary{cursor:pointer}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--card);margin:.5rem 0 1.25rem}
th,.word{overflow-wrap:normal}
td{overflow-wrap:break-word}
time{white-space:nowrap}
td.text,details td{overflow-wrap:anywhere}
.text{min-width:7.5rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
fieldset th,fieldset td{vertical-align:middle}
.number{text-align:right;font-variant-numeric:tabular-nums}
.badge{display:inline-block;border-radius:1rem;padding:.1rem .7rem;font-size:.9rem;font-weight:600;white-space:nowrap}
.badge.good,.notice.good{color:var(--good);background:var(--good-page)}
.badge.bad,.notice.bad{color:var(--bad);background:var(--bad-page)}
.badge.info,.notice.info{color:var(--info);background:var(--info-page)}
.notice{border-radius:.5rem;padding:.7rem 1rem;margin:.75rem 0}
.notice p{margin:.25rem 0}
pre{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem;overflow:auto;max-height:30rem;font-size:.85rem;white-space:pre-wrap}
progress{display:block;width:100%;max-width:40rem;height:1rem}
.charts{display:flex;flex-wrap:wrap;gap:1rem;margin-bottom:1.25rem}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;max-width:100%;overflow-x:auto}
.chart .good{fill:var(--good)}.chart .bad{fill:var(--bad)}.chart .neutral{fill:var(--accent)}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1rem}
dl{margin:.5rem 0}dt{color:var(--soft);font-size:.9rem}dd{margin:0 0 .4rem}
del{color:var(--bad);text-decoration:none}ins{color:var(--good);text-decoration:none}
`;
