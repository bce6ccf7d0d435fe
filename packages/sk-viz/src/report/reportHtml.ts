/** One self-contained page: what was run, how well it does, and which kernels it selects (section 4.4, Fig. 3). */
import { attentionFindings } from '../attention/attentionFindings.js';
import { html, Markup } from './html.js';
import { attentionSection, numbersSection, samplesSection } from './reportAttention.js';
import type { ReportData } from './reportData.js';
import { Figures } from './reportFigures.js';
import { methodSection, runSection, tiles } from './reportRun.js';
import { reportStyle } from './reportStyle.js';

/** Forbids every request: what the page shows, it holds. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * The page as text. The same data gives the same bytes.
 * @throws FigureError, RasterError where the data do not fit together.
 */
export async function reportHtml(data: ReportData): Promise<string> {
  const figures = new Figures();
  const findings = attentionFindings(data.attention);
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
${await attentionSection(data, figures, findings)}
${await samplesSection(data, figures)}
${await runSection(data, figures)}
${await numbersSection(data)}
${await methodSection(data)}
<footer>Made by sk-viz. Method and figures after X. Li, W. Wang, X. Hu and J. Yang, “Selective Kernel Networks”, CVPR 2019.</footer>
</main>
</body>
</html>
`;
  return page.text;
}
