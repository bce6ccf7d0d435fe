/** A figure: a Vega-Lite specification with its data inside, without the colours of a theme. */
import type { TopLevelSpec } from 'vega-lite';

export type Figure = TopLevelSpec;
