/** A figure as it is written to files and into a page. */
import type { Figure } from './figure.js';

export interface NamedFigure {
  /** Of its files, without extension: 'attention-by-unit'. */
  readonly name: string;
  readonly figure: Figure;
  /** What is seen, and what points, bars and bands mean. One or more sentences. */
  readonly caption: string;
}
