/** The style sheet of the report: system fonts, light and dark, one column on a phone, and no requests. */

export const reportStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b1f24; --muted: #57606a; --line: #d9dee4; --grid: #e3e6ea;
  --accent: #0072b2; --rises: #b34700; --falls: #0072b2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1014; --card: #151a20; --ink: #e8eaed; --muted: #a3abb5; --line: #2b323a; --grid: #2b323a;
    --accent: #56b4e9; --rises: #f0843c; --falls: #56b4e9;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header { margin-bottom: 1.75rem; }
.kicker { margin: 0 0 .35rem; color: var(--accent); font-size: .8125rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: 0; font-size: clamp(1.6rem, 4.5vw, 2.35rem); line-height: 1.15; letter-spacing: -.015em; font-weight: 700; }
.lead { margin: .75rem 0 0; max-width: 46rem; color: var(--muted); font-size: 1.0625rem; }
h2 { margin: 2.75rem 0 .35rem; font-size: 1.3rem; line-height: 1.25; letter-spacing: -.01em; }
h2 + p { margin: 0 0 1rem; }
h2 + .figures, h2 + .table { margin-top: 1rem; }
p { margin: .6rem 0; max-width: 46rem; }
.quiet { color: var(--muted); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none; }
.tile, figure, .finding, .table { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.tile { padding: .9rem 1rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.tile span { display: block; color: var(--muted); font-size: .8125rem; line-height: 1.4; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1.25rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
nav a { color: var(--accent); }
.finding { margin: 1.25rem 0; padding: 1.1rem 1.25rem; border-left: 4px solid var(--accent); }
.finding p:first-child { margin-top: 0; font-size: 1.125rem; font-weight: 600; line-height: 1.4; }
.finding p { max-width: 52rem; }
.finding p:last-child { margin-bottom: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; align-items: start; }
figure { margin: 0; padding: 1rem 1rem .9rem; min-width: 0; }
figure svg { display: block; width: 100%; max-width: 34rem; height: auto; margin: 0 auto; }
figcaption { margin-top: .6rem; color: var(--muted); font-size: .875rem; line-height: 1.5; }
figcaption b { color: var(--ink); }
.scales { display: grid; grid-template-columns: repeat(auto-fit, minmax(4rem, 1fr)); gap: .6rem; margin-bottom: 1rem; }
.scales div { min-width: 0; font-size: .8125rem; line-height: 1.4; color: var(--muted); text-align: center; }
.scales img { display: block; width: 100%; height: auto; margin-bottom: .35rem; border-radius: .4rem; border: 1px solid var(--line); background: #000; }
.scales img.small { image-rendering: pixelated; }
.scales b { color: var(--ink); font-weight: 600; }
.table { overflow-x: auto; margin: 1rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .85rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
td.text { text-align: left; white-space: normal; }
thead th { color: var(--muted); font-weight: 600; font-size: .8125rem; }
tbody th { font-weight: 600; }
tr:last-child > * { border-bottom: 0; }
.rises { color: var(--rises); font-weight: 600; }
.falls { color: var(--falls); font-weight: 600; }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  figure { padding: .75rem .6rem; }
  th, td { padding: .45rem .6rem; }
}
@media print { body { background: none; } nav { display: none; } figure, .tile, .finding { break-inside: avoid; } }
`;
