/** One self-contained page: what was run, how well it does, and which kernels it selects (section 4.4, Fig. 3 and 4). */

import { html, Markup } from './content/html.js';
import type { ReportData } from './content/reportData.js';
import { drawSection } from './drawSection.js';
import { reportSections } from './reportSections.js';
import { reportStyle } from './reportStyle.js';
import { tiles } from './tiles.js';

/** Forbids every request: what the page shows, it holds. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * The page as text. The same data gives the same bytes.
 * @throws FigureError, RasterError where the data do not fit together.
 */
export async function reportHtml(data: ReportData): Promise<string> {
  const sections = await reportSections(data);
  const drawn: Markup[] = [];
  let figures = 0;
  for (const section of sections) {
    drawn.push(await drawSection(section, figures + 1));
    figures += section.figures.length;
  }
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${data.title}</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
<main>
<header>
<p class="kicker">Selective Kernel Networks</p>
<h1>${data.title}</h1>
${data.lead === undefined ? undefined : html`<p class="lead">${data.lead}</p>`}
</header>
${tiles(data)}
<nav aria-label="Sections"><ul>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>
${drawn}
<footer>Made by sk-viz. Method and figures after X. Li, W. Wang, X. Hu and J. Yang, “Selective Kernel Networks”, CVPR 2019.</footer>
</main>
</body>
</html>
`;
  return page.text;
}
