/** A figure of sk-viz in the page; it follows the page's light and dark by CSS variables. */
import { type Figure, pageTheme, renderSvg } from 'sk-viz';
import { element } from '../shell/element.js';

export class FigureBox {
  readonly root: HTMLElement;
  readonly #drawing: HTMLElement = element('div', { class: 'drawing' });

  constructor(caption: string) {
    this.root = element('figure', {}, this.#drawing, element('figcaption', {}, caption));
  }

  async show(figure: Figure): Promise<void> {
    const svg = await renderSvg(figure, { theme: pageTheme });
    const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
    this.#drawing.replaceChildren(document.importNode(documentElement, true));
  }
}
