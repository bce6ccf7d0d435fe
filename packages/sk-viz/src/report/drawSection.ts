/** A section as markup: its figures numbered through the page and drawn in the page's colours. */
import { renderSvg } from '../figures/renderSvg.js';
import { pageTheme } from '../figures/theme.js';
import { html, Markup } from './content/html.js';
import type { Section, SectionFigure } from './content/section.js';

/** @param first Number of the section's first figure. */
export async function drawSection(
  { id, title, before, figures, after }: Section,
  first: number,
): Promise<Markup> {
  const drawn: Markup[] = [];
  for (const [i, figure] of figures.entries()) drawn.push(await drawFigure(figure, first + i));
  return html`<section id="${id}">
<h2>${title}</h2>
${before}
${
  drawn.length === 0
    ? undefined
    : html`<div class="figures">
${drawn}</div>
`
}${after}</section>
`;
}

/** Ids inside are prefixed, since all figures share one page. */
async function drawFigure({ figure, caption, above }: SectionFigure, number: number): Promise<Markup> {
  const svg = (await renderSvg(figure, { theme: pageTheme }))
    .replace(/\bid="/g, `id="f${number}-`)
    .replace(/url\(#/g, `url(#f${number}-`);
  return html`<figure>
${above}${new Markup(svg)}
<figcaption><b>Figure ${number}.</b> ${caption}</figcaption>
</figure>
`;
}
