/** The page's only style: light, dark, and ink on paper. Every meaning has a shape or a word besides its colour. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#fff;--panel:#f5f6f8;--ink:#1a1f25;--muted:#57616c;--rule:#d6dbe1;--held:#22588f;--track:#c9d0d8;--ok:#1d6f42;--bad:#ad1f17;--skip:#6a5a16;--shade:#f0b429;--shade-opacity:.2;--answered:#3f8f68}
@media screen and (prefers-color-scheme:dark){:root{--page:#12161a;--panel:#1a2026;--ink:#e4e8ec;--muted:#9ba6b1;--rule:#333c45;--held:#6ba5e3;--track:#3b4650;--ok:#5fc48d;--bad:#ff8b7e;--skip:#d8bf5a;--shade:#e0a82e;--shade-opacity:.17;--answered:#4f9f78}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:.94rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}
main{max-width:60rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1,h2,h3,h4{line-height:1.25;margin:0;font-weight:600;letter-spacing:-.005em;text-wrap:balance}
h1{font-size:1.9rem}
h2{font-size:1.25rem;margin:3rem 0 .8rem;padding-top:.9rem;border-top:2px solid var(--ink)}
h3{font-size:1.1rem}
h4{font-size:.95rem;margin:0 0 .3rem}
p{margin:.4rem 0;max-width:46rem}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:.2em}
.kicker{color:var(--muted);margin:0 0 .2rem}
.verdict{display:flex;gap:.9rem;align-items:flex-start;margin:1.4rem 0;padding:1rem 1.2rem;background:var(--panel);border-left:5px solid var(--muted)}
.verdict.passed{border-color:var(--ok)}.verdict.failed{border-color:var(--bad)}
.verdict strong{font-size:1.25rem;line-height:1.25}
.verdict p{margin:.15rem 0 0}
.verdict .icon{width:1.6rem;height:1.6rem;flex:none}
.icon{width:1em;height:1em;vertical-align:-.14em;stroke:currentColor;fill:none;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
.passed>.icon,.word.passed{color:var(--ok)}.failed>.icon,.word.failed{color:var(--bad)}.word.skipped,.word.warning{color:var(--skip)}
.word{font-weight:600;white-space:nowrap}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.5rem;margin:1.2rem 0}
dl.facts dt{color:var(--muted)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem}
caption{text-align:left;font-weight:600;padding:1.2rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th,thead td{font-weight:500;color:var(--muted);border-bottom:1px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:400}
.number{text-align:right;white-space:nowrap}
td.time,td.host{white-space:nowrap}
th.narrow{width:1%;white-space:nowrap}
td.detail{overflow-wrap:anywhere}
.advice{display:block;margin-top:.2rem}
.muted{color:var(--muted)}
.over{color:var(--bad);font-weight:600}
article{margin:0 0 2.6rem;padding-top:.2rem}
.drill-head{display:flex;justify-content:space-between;gap:1rem;align-items:baseline;margin-bottom:.4rem}
.problems{margin:.4rem 0 .8rem;padding:.55rem 1rem .55rem 2rem;background:var(--panel);border-left:4px solid var(--bad)}
.problems.reason{border-color:var(--skip)}
figure{margin:.8rem 0 1.2rem}
figcaption{color:var(--muted);font-size:.82rem;margin-top:.3rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1.2rem 2.4rem;margin-bottom:1.2rem}
.sum td:first-child{padding-right:1.4rem}
.sum tfoot th,.sum tfoot td{font-weight:600;border-top:1px solid var(--ink);border-bottom:0}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.82rem}
.timeline{display:block;width:100%;min-width:40rem;height:auto;font-size:11.5px}
.timeline text{fill:var(--ink)}
.timeline .lane,.timeline .axis,.timeline .address{fill:var(--muted)}
.timeline .vip{font-weight:600}.timeline .address{font-weight:400}
.timeline .axis-line,.timeline .tick{stroke:var(--muted);fill:none}
.timeline .track{stroke:var(--track);stroke-dasharray:1 3;fill:none}
.timeline .held,.key .held{fill:var(--held)}
.timeline .both,.key .both{stroke:var(--bad);stroke-width:1.5}
.both-line{fill:var(--bad)}
.timeline .bound,.key .bound{fill:var(--shade);fill-opacity:var(--shade-opacity)}
.timeline .answered,.key .answered{fill:var(--answered)}
.timeline .mixed,.key .mixed{fill:var(--bad);fill-opacity:.65}
.failed-back{fill:var(--bad);fill-opacity:.35}.failed-line{fill:var(--bad)}
.timeline .span{stroke:var(--ink);stroke-width:1.4;fill:none}
.timeline .outage{stroke:var(--bad);stroke-width:2}
.timeline .bound-span{stroke-dasharray:5 2}
.timeline .both-span{stroke:var(--bad);stroke-width:2;stroke-dasharray:2 2}

.timeline .over-lines{paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
.timeline .measure{font-weight:600;stroke-width:7px}
.timeline .break{fill:var(--page)}
.timeline .break-edge{stroke:var(--muted);stroke-dasharray:2 3;fill:none}
.timeline .stem{stroke:var(--muted);stroke-dasharray:3 3;fill:none}
.timeline .stem.fault{stroke:var(--bad);stroke-dasharray:none;stroke-width:1.4}
.shape{fill:var(--page);stroke:var(--ink);stroke-width:1.5}
.fault .shape{fill:var(--bad);stroke:var(--bad)}.takeover .shape{fill:var(--held);stroke:var(--held)}
.lost .shape,.back .shape{fill:none}
.defs{position:absolute}
.legend li{display:flex;gap:.5rem;align-items:flex-start}
.key{width:2.5rem;height:1rem;flex:none;margin-top:.2em}
ul.legend{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.35rem 1.6rem;padding:0;margin:.8rem 0;font-size:.88rem}
@page{size:A4;margin:15mm 14mm 16mm}
@media print{
:root{font-size:12.5px}
body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
.scroll{overflow:visible}.timeline{min-width:0}
th,td{padding:.28rem .55rem .28rem 0}
thead{display:table-header-group}
tr,figure,.verdict,.problems,.card,.drill-head,dl.facts,ul.legend{break-inside:avoid}
tbody.together,table.together{break-inside:avoid}
h2,h3,h4,.drill-head,caption{break-after:avoid}
h2{margin-top:1.6rem}
article{margin-bottom:1.6rem}
.start{break-inside:avoid}
.cards{grid-template-columns:1fr 1fr;gap:1rem 1.6rem}
a{text-decoration:none}
}
`;
