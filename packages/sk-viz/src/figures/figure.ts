/** A figure: a Vega-Lite specification with its data inside, without colours of its own page. */
import type { TopLevelSpec } from 'vega-lite';

export type Figure = TopLevelSpec;
