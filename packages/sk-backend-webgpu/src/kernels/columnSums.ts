/** Sums over the rows of any number of branches, for fuse and for select's gradient for attention. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { chunks } from '../gpu/chunks.js';
import type { Workspace } from '../gpu/workspace.js';
import { type BranchesRecord, fuseShader, type SumsUniform } from '../shaders/branches.js';
import type { ColumnShader } from '../shaders/columns/columns.js';
import { type Columns, mergeGrid, reductionGrid } from '../wgsl/columnGrid.js';

export interface ColumnSums {
  readonly shader: ColumnShader<BranchesRecord, SumsUniform>;
  /** Inputs of the shader before the branches. */
  readonly first: readonly TensorInfo[];
  readonly branches: readonly TensorInfo[];
  readonly columns: Columns;
  /** Whether each branch has a sum of its own, or all have one. */
  readonly apart: boolean;
  readonly scale: number;
}

/** Fills y [images, channels], or [images, branches, channels]. */
export function columnSums(space: Workspace, sums: ColumnSums, y: TensorInfo): void {
  const { shader, first, branches, columns, apart, scale } = sums;
  const { images, channels } = columns;
  const grid = reductionGrid(columns);
  const parts = apart ? branches.length : 1;
  const pieces = chunks(branches, space.limits.maxStorageBuffersPerShaderStage - first.length - 1);
  // Where sums of all branches together need several dispatches, their results stand side by side like those of
  // slices.
  const slices = grid.slices * (apart ? 1 : pieces.length);
  const partial = slices === 1 ? y : space.scratch([slices, images, parts, channels]);
  for (const [i, { from, items }] of pieces.entries()) {
    space.run(
      shader,
      { branches: items.length, ...grid.tiling },
      {
        inputs: [...first, ...items],
        outputs: [partial],
        uniforms: {
          ...grid.uniforms,
          firstSlice: apart ? 0 : i * grid.slices,
          parts,
          firstPart: apart ? from : 0,
          scale: slices === 1 ? scale : 1,
        },
        workgroups: grid.workgroups,
      },
    );
  }
  if (slices === 1) return;
  const merge = mergeGrid({ images: 1, rows: slices, channels: images * parts * channels });
  space.run(
    fuseShader,
    { branches: 1, ...merge.tiling },
    {
      inputs: [partial],
      outputs: [y],
      uniforms: { ...merge.uniforms, firstSlice: 0, parts: 1, firstPart: 0, scale },
      workgroups: merge.workgroups,
    },
  );
}
