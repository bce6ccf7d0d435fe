/** Running averages on the buffers themselves, with one dispatch for both statistics of a batch norm. */
import type { MovingAverage } from 'sk-core';
import { chunks } from '../gpu/chunks.js';
import { work } from '../gpu/workspace.js';
import { averageShares, averageThreads, mostAverages, moveAveragesShader } from '../shaders/moveAverages.js';
import { currentBackend, forgetValues } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import { unshare } from './unshare.js';

/** Does sk-core's moveAverages. Buffers that other tensors share are replaced, not changed. */
export function moveAverages(averages: readonly MovingAverage[]): void {
  const backend = currentBackend();
  for (const { running } of averages) unshare(backend, running);
  const sizes = new Set(averages.map(({ running }) => running.size));
  sizes.delete(0);
  for (const size of sizes) {
    const sameSize = averages.filter(({ running }) => running.size === size);
    for (const { items } of chunks(sameSize, mostAverages)) {
      work('moveAverages', backend, (space) =>
        space.run(
          moveAveragesShader,
          { averages: items.length },
          {
            inputs: items.map(({ value }) => value),
            outputs: items.map(({ running }) => running),
            uniforms: { size, ...averageShares(items) },
            workgroups: line(ceilDiv(size, averageThreads)),
          },
        ),
      );
      for (const { running } of items) forgetValues(backend, running.dataId);
    }
  }
}
