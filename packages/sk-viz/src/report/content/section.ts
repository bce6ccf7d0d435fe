/** A part of the report: words, then numbered figures, then what belongs below them. */
import type { NamedFigure } from '../../figures/namedFigure.js';
import type { Content, Markup } from './html.js';

export interface SectionFigure extends NamedFigure {
  /** Pictures over the figure. */
  readonly above?: Markup;
}

export interface Section {
  /** Of its anchor. */
  readonly id: string;
  readonly title: string;
  readonly before?: Content;
  readonly figures: readonly SectionFigure[];
  readonly after?: Content;
}
