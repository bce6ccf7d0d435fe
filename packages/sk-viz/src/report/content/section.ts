/** A section of the report: text, then numbered figures, then more text. */
import type { NamedFigure } from '../../figures/namedFigure.js';
import type { Content, Markup } from './html.js';

export interface SectionFigure extends NamedFigure {
  /** Pictures over the figure. */
  readonly above?: Markup;
}

export interface Section {
  /** Name of its anchor. */
  readonly id: string;
  readonly title: string;
  readonly before?: Content;
  readonly figures: readonly SectionFigure[];
  readonly after?: Content;
}
