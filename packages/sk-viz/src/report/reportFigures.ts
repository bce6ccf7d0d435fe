/** Numbers the figures of a page and draws them in the page's colours. */

import type { Figure } from '../figures/figure.js';
import { renderSvg } from '../figures/renderSvg.js';
import { pageTheme } from '../figures/theme.js';
import { type Content, html, Markup } from './html.js';

export class Figures {
  #count = 0;

  /** The figure with its number and caption, below what stands `above`. Ids inside are prefixed, since all figures share one page. */
  async draw(figure: Figure, caption: Content, above?: Markup): Promise<Markup> {
    this.#count++;
    const number = this.#count;
    const svg = (await renderSvg(figure, { theme: pageTheme }))
      .replace(/\bid="/g, `id="f${number}-`)
      .replace(/url\(#/g, `url(#f${number}-`);
    return html`<figure>
${above}${new Markup(svg)}
<figcaption><b>Figure ${number}.</b> ${caption}</figcaption>
</figure>
`;
  }
}
