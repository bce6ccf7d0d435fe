/** A figure with its name and caption, for files and pages. */
import type { Figure } from './figure.js';

export interface NamedFigure {
  /** Name of its files, without extension: 'attention-by-unit'. */
  readonly name: string;
  readonly figure: Figure;
  /** One or more sentences on the content, and on the meaning of points, bars and bands. */
  readonly caption: string;
}
