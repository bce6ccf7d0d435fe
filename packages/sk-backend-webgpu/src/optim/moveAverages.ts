/** Running averages on the buffers themselves, several of one size by one dispatch. */
import type { MovingAverage } from 'sk-core';
import { chunks } from '../gpu/chunks.js';
import { work } from '../gpu/workspace.js';
import {
  averageShares,
  averageThreads,
  mostAverages,
  moveAveragesShader,
} from '../shaders/optim/moveAverages.js';
import { currentBackend, forgetValues } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import { averageGroups } from './averageGroups.js';
import { unshare } from './unshare.js';

/** Does sk-core's moveAverages. Buffers that other tensors share are replaced, not changed. */
export function moveAverages(averages: readonly MovingAverage[]): void {
  const backend = currentBackend();
  for (const { running } of averages) unshare(backend, running);
  const { maxStorageBuffersPerShaderStage: buffers } = backend.device.limits;
  for (const { size, momentum, alike } of averageGroups(averages)) {
    const most = Math.min(mostAverages, Math.floor((buffers - (momentum === undefined ? 0 : 1)) / 2));
    for (const { items } of chunks(alike, most)) {
      work('moveAverages', backend, (space) =>
        space.run(
          moveAveragesShader,
          { averages: items.length, onDevice: momentum !== undefined },
          {
            inputs: [...items.map(({ value }) => value), ...(momentum === undefined ? [] : [momentum])],
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
