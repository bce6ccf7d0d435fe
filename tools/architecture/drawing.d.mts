/** Types of drawing.mjs, for tests. */
import type { Import } from './importGraph.mjs';
export function drawGraph(imports: readonly Import[]): string;
export function drawnGraph(): string;
