/** SKNet-50 beside ResNeXt-50 in batches that train. */
import type { GpuTask } from '../../harness/questions/question.js';
import type { NetworkWork } from '../../harness/work/work.js';

export const networkTasks = (kind: NetworkWork['kind']): GpuTask[] =>
  [32, 64, 128].map((batch) => {
    const resnext: NetworkWork = { kind, network: 'resnext50', batch };
    return { works: [{ ...resnext, network: 'sknet50' }, resnext], base: resnext };
  });
