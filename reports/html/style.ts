import { LOOK_ORDER, drawingRules } from '../../src/page/drawing/index.ts';

/** Colours by their use. Text on paper has a contrast of 4.5 to 1 at least, in light and in dark surroundings. */
const LIGHT = {
  paper: '#ffffff',
  panel: '#f6f7f8',
  ink: '#15191d',
  quiet: '#4f5a64',
  rule: '#d4d9de',
  accent: '#0a58a6',
  bad: '#a4001d',
  good: '#0b6138',
  open: '#7a4b00',
  mark: '#ffe9a8',
} as const;
const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  paper: '#14171a',
  panel: '#1b2024',
  ink: '#e6eaed',
  quiet: '#a9b4be',
  rule: '#353d45',
  accent: '#79b8f5',
  bad: '#ff8a9b',
  good: '#6fd3a0',
  open: '#f0b95c',
  mark: '#574400',
};

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** Fonts that are there already; nothing is fetched. */
const SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif";
const MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

const BASE = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:0 24px 48px;max-width:1080px;background:var(--paper);color:var(--ink);font:15px/1.5 ${SANS};overflow-wrap:anywhere}
h1,h2,h3,h4,h5,p,ul,dl,figure,pre{margin:0}
h1{font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{font-size:18px;line-height:1.3;font-weight:650;margin-bottom:12px}
h3{font-size:15.5px;line-height:1.4;font-weight:650}
h4,h5,.rule summary h3{font-size:14px;line-height:1.45;font-weight:600;display:inline;margin:0}
a{color:var(--accent);text-underline-offset:2px}
code,pre,.rule-id,.digest,.path{font-family:${MONO};font-size:.875em;unicode-bidi:isolate}
h1 .path{font-size:.82em;font-weight:600}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:24px;top:8px;background:var(--paper);padding:4px 8px}
.patterns{position:absolute;width:0;height:0}
.quiet{color:var(--quiet)}
.ink-bad{color:var(--bad)}.ink-open{color:var(--open)}.ink-good{color:var(--good)}.ink-strong{font-weight:600}
`;

const HEAD = `
body>header{padding:28px 0 18px}
.kind{color:var(--quiet);font-size:12.5px;letter-spacing:.06em;text-transform:uppercase;margin-bottom:4px}
.verdict{display:inline-block;margin-top:12px;padding:5px 12px;border:2px solid currentColor;font-size:17px;font-weight:700;letter-spacing:.02em}
.verdict.bad{background:var(--bad);border-color:var(--bad);color:var(--paper)}
.verdict.good{color:var(--good)}
.verdict.open{color:var(--open);border-style:dashed}
.verdict.warn{color:var(--open)}
.call{margin-top:6px;color:var(--quiet)}
header .lead{margin-top:10px}
.lead{color:var(--quiet)}
.lead b{color:var(--ink)}
.notes,.cut{margin-top:10px;padding:6px 12px;border-left:3px solid var(--open);background:var(--panel);list-style:none}
.strip{display:flex;flex-wrap:wrap;gap:6px 16px;list-style:none;padding:0;margin-top:14px}
.strip a{text-decoration:none;color:var(--ink)}
.strip a:hover{text-decoration:underline}
nav{border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);font-size:14px}
nav ul{display:flex;flex-wrap:wrap;gap:2px 20px;list-style:none;padding:8px 0}
footer{border-top:1px solid var(--rule);margin-top:36px;padding-top:10px;color:var(--quiet);font-size:13px}
main>section{padding-top:30px}
section h3{margin:18px 0 6px}
`;

const BADGES = `
.badge{display:inline-block;padding:0 7px;border:1px solid currentColor;border-radius:3px;font-size:12px;line-height:18px;font-weight:600;white-space:nowrap}
.badge.bad{background:var(--bad);border-color:var(--bad);color:var(--paper)}
.badge.warn{color:var(--open)}
.badge.known{color:var(--bad);border-style:double;border-width:3px;line-height:14px}
.badge.open{color:var(--open);border-style:dashed}
.badge.good{color:var(--good)}
.badge.faint{color:var(--quiet);border-color:transparent;padding-left:0}
`;

const PARTS = `
.plain,.gaps,.said{list-style:none;padding:0}
.gaps li,.said li{padding-left:16px;text-indent:-16px}
.gaps li::before,.said li::before{content:'–';display:inline-block;width:16px;text-indent:0;color:var(--quiet)}
.said{margin:6px 0}
.plain+.scroll{margin-top:10px}
.root .rule-id{font-weight:600}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:8px 32px;align-items:start}
.facts{margin:10px 0 0}
.facts>div{display:grid;grid-template-columns:132px minmax(0,1fr);gap:0 12px;padding:2px 0}
dt{color:var(--quiet);font-size:13.5px}
dd{margin:0}
.command{display:block;padding:4px 8px;background:var(--panel);border-left:3px solid var(--accent);white-space:pre-wrap;user-select:all}
.digest{font-size:12.5px}
.scroll{overflow-x:auto;max-width:100%;overflow-wrap:break-word}
table{border-collapse:collapse;font-size:13.5px;line-height:1.4;width:100%}
caption{text-align:left;color:var(--quiet);font-size:13px;padding:2px 0 4px}
th,td{text-align:left;vertical-align:top;padding:3px 14px 3px 0;font-weight:400}
thead th{color:var(--quiet);font-weight:600;border-bottom:1px solid var(--rule)}
tbody tr+tr>*{border-top:1px solid color-mix(in srgb,var(--rule) 55%,transparent)}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.rules th[scope=row]{width:38%}
.matrix th[scope=row]{min-width:150px;max-width:340px;position:sticky;left:0;background:var(--paper)}
.matrix .badge.good{border-color:transparent;padding-left:0}
.legend>div{grid-template-columns:190px minmax(0,1fr)}
.matrix td{white-space:nowrap}
.many{columns:260px;list-style:none;padding:4px 0;font-size:13.5px}
.shares th[scope=row]{width:22%;color:var(--quiet)}
summary{cursor:pointer;padding:5px 0}
summary h3{display:inline}
details>summary::marker{color:var(--quiet);font-size:.85em}
main>section>details,.group{border-top:1px solid var(--rule)}
.group:last-child,main>section>details:last-child{border-bottom:1px solid var(--rule)}
details>.quiet{font-size:13.5px}
.cause{margin-bottom:12px;padding:6px 12px;border-left:4px solid var(--open);background:var(--panel)}
.cause.bad{border-left-color:var(--bad)}
`;

const FINDINGS = `
.defect{padding:16px 0 14px;border-top:2px solid var(--rule)}
.defect h3{margin:0 0 6px;font-size:17px}
.ordinal{color:var(--quiet);font-variant-numeric:tabular-nums}
.rule{border-top:1px solid var(--rule)}
.brief{border-top:1px solid var(--rule);padding:5px 0}
.rule .body{padding:0 0 12px 18px}
.rule-name{font-weight:400}
.beside{color:var(--quiet);font-weight:400;font-size:13px}
.dumps{display:flex;flex-wrap:wrap;gap:10px 28px;margin-top:8px}
.dump{max-width:100%;min-width:0}
.dump figcaption{color:var(--quiet);font-size:13px}
pre{font-size:12px;line-height:1.5;padding:6px 8px;background:var(--panel);width:max-content;min-width:100%}
mark{background:var(--mark);color:inherit;font-weight:700}
.layout{display:grid;grid-template-columns:auto minmax(0,1fr);gap:6px 28px;align-items:start;margin-top:6px}
.layout figcaption{grid-column:1/-1;color:var(--quiet);font-size:13px}
.picture svg{display:block}
.ranges{font-size:13px;width:auto}
.ranges th{white-space:nowrap}
.plain .ink-strong{display:inline-block}
.plain .ink-strong::first-letter{text-transform:uppercase}
.root,.defect>p{margin:4px 0}
h2+.lead{margin-bottom:14px}
.ranges td{font-family:${MONO};font-size:12px;white-space:nowrap}
.link-moved{fill-opacity:.42;stroke-dasharray:3 2}
`;

const NARROW = `
@media (max-width:760px){
.scroll:not(:has(pre)){background:linear-gradient(90deg,var(--paper) 40%,transparent) 0 0/32px 100% local,linear-gradient(-90deg,var(--paper) 40%,transparent) 100% 0/32px 100% local,linear-gradient(90deg,var(--rule),transparent) 0 0/12px 100% scroll,linear-gradient(-90deg,var(--rule),transparent) 100% 0/12px 100% scroll;background-repeat:no-repeat}
th,td{padding-right:10px}
.ranges td{font-size:11px}
body{padding:0 16px 32px}
h1{font-size:21px}
.columns,.layout{grid-template-columns:minmax(0,1fr)}
.facts:not(.legend)>div{grid-template-columns:96px minmax(0,1fr)}
.legend>div{grid-template-columns:minmax(0,1fr)}
.rule .body{padding-left:0}
.rules{font-size:12.5px}
.rules th[scope=row]{width:42%}
}
`;

const PRINT = `
@media print{
body{max-width:none;padding:0;font-size:10.5pt}
nav,.skip{display:none}
details::details-content{content-visibility:visible;height:auto}
.defect h3,h2,summary{break-after:avoid}
.dump,.layout,tr{break-inside:avoid}
.verdict,.badge,mark,svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

/** The style sheet of every page; it follows the reader's choice of light or dark. */
export const STYLE: string = [
  `:root{${variables(LIGHT)}}`,
  `@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
  BASE.trim(),
  HEAD.trim(),
  BADGES.trim(),
  ...drawingRules(LOOK_ORDER),
  PARTS.trim(),
  FINDINGS.trim(),
  NARROW.trim(),
  PRINT.trim(),
].join('\n');
