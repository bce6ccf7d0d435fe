/** A task: the part of a question whose works take turns with each other and with the baselines. */
import type { Backend } from '../runtimes/runtime.js';
import type { MatMulWork, MovingWork, Work } from '../work/work.js';

export interface Task {
  readonly works: readonly Work[];
  /** One of `works`: a column has the time of each other work over that of this one. */
  readonly base?: Work;
  /** Matrix product of the baseline, where the usual size of the backend does not do. */
  readonly matMul?: MatMulWork;
  /** Size of the tensor that is copied, where the usual size does not do; on a GPU alone. */
  readonly copy?: CopySize;
}

type CopySize = Pick<MovingWork, 'batch' | 'size' | 'channels'>;

/** Works that the times of a task are judged by. */
export interface Baselines {
  /** Its rate is the baseline. */
  readonly matMul: MatMulWork;
  /** Copies of tensors by different means; the quickest is a ceiling of the device. */
  readonly copies: readonly MovingWork[];
}

const usualSize: Readonly<Record<Backend, number>> = { wasm: 1024, webgpu: 2048 };
const usualCopy: CopySize = { batch: 128, size: 56, channels: 256 };

export function baselinesOf(backend: Backend, { matMul, copy = usualCopy }: Task): Baselines {
  const size = usualSize[backend];
  const copyBy = (op: 'copy' | 'bufferCopy'): MovingWork => ({
    kind: 'moving',
    op,
    pass: 'forward',
    ...copy,
  });
  return {
    matMul: matMul ?? { kind: 'matMul', m: size, k: size, n: size, transposeA: false, transposeB: false },
    copies: backend === 'webgpu' ? [copyBy('copy'), copyBy('bufferCopy')] : [],
  };
}
