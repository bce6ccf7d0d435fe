/** Running averages on the buffers themselves, several of one size by one dispatch. */
import type { DeviceNumber, MovingAverage } from 'sk-core';
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
import { unshare } from './unshare.js';

/** Does sk-core's moveAverages. Buffers that other tensors share are replaced, not changed. */
export function moveAverages(averages: readonly MovingAverage[]): void {
  const backend = currentBackend();
  for (const { running } of averages) unshare(backend, running);
  const { maxStorageBuffersPerShaderStage: buffers } = backend.device.limits;
  for (const { size, momentum, alike } of groups(averages)) {
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

/** Averages that one dispatch may move. */
interface Group {
  readonly size: number;
  /** Where it is on the device. */
  readonly momentum: DeviceNumber | undefined;
  readonly alike: MovingAverage[];
}

/** Returns the averages by their sizes and momenta. One that is moved twice is in two groups, in the order of its moves. */
function groups(averages: readonly MovingAverage[]): Group[] {
  const found: Group[] = [];
  for (const average of averages) {
    const { running } = average;
    if (running.size === 0) continue;
    const momentum = typeof average.momentum === 'number' ? undefined : average.momentum;
    const at = found.findLastIndex(({ alike }) => alike.some((other) => other.running === running));
    const group = found
      .slice(at + 1)
      .find((known) => known.size === running.size && known.momentum === momentum);
    if (group === undefined) found.push({ size: running.size, momentum, alike: [average] });
    else group.alike.push(average);
  }
  return found;
}
