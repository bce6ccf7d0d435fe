/** Probes of what TensorFlow can compute on a device, by tiny operations and not by its version. */
import { EagerOps } from './eagerOps.js';
import type { NodeBackend } from './nodeBackend.js';

export interface Capabilities {
  /** Whether cuDNN computes: it takes explicit pads, and groups of any width. */
  readonly gpu: boolean;
  /** Whether convolutions that are grouped or dilated have gradients: on a processor with oneDNN. */
  readonly groupedGradients: boolean;
  /** Whether depthwise convolutions may be dilated: on a processor with oneDNN. */
  readonly dilatedDepthwise: boolean;
  /** Whether the binding has the operations of `native`, which compute on a processor. */
  readonly fusedOperations: boolean;
}

const known = new WeakMap<NodeBackend, Capabilities>();

/** Returns the capabilities of a backend's device, which is probed once. */
export function capabilitiesOf(backend: NodeBackend): Capabilities {
  let found = known.get(backend);
  if (found === undefined) {
    const gpu = backend.binding.isUsingGpuDevice();
    found = {
      gpu,
      groupedGradients: works(backend, (ops) => groupedGradients(ops, gpu)),
      dilatedDepthwise: !gpu && works(backend, dilatedDepthwise),
      fusedOperations: !gpu && works(backend, fusedOperations),
    };
    known.set(backend, found);
  }
  return found;
}

function works(backend: NodeBackend, probe: (ops: EagerOps) => void): boolean {
  try {
    EagerOps.run(backend, probe);
    return true;
  } catch {
    return false;
  }
}

/** Computes both gradients of a 3x3 convolution of [1, 5, 5, 4] with two groups, dilated by 2. */
function groupedGradients(ops: EagerOps, gpu: boolean): void {
  const attributes = [
    ops.float32(),
    ops.int('strides', [1, 1, 1, 1]),
    ops.string('padding', gpu ? 'EXPLICIT' : 'SAME'),
    ops.int('explicit_paddings', gpu ? [0, 0, 2, 2, 2, 2, 0, 0] : []),
    ops.string('data_format', 'NHWC'),
    ops.bool('use_cudnn_on_gpu', true),
    ops.int('dilations', [1, 2, 2, 1]),
  ];
  const x = ops.filled(0, [1, 5, 5, 4]);
  const dy = ops.filled(0, [1, 5, 5, 4]);
  const filter = ops.filled(0, [3, 3, 2, 4]);
  ops.one('Conv2DBackpropInput', attributes, [ops.ints([1, 5, 5, 4]), filter, dy]);
  ops.one('Conv2DBackpropFilter', attributes, [x, ops.ints([3, 3, 2, 4]), dy]);
}

function dilatedDepthwise(ops: EagerOps): void {
  const attributes = [
    ops.float32(),
    ops.int('strides', [1, 1, 1, 1]),
    ops.string('padding', 'SAME'),
    ops.int('explicit_paddings', []),
    ops.string('data_format', 'NHWC'),
    ops.int('dilations', [1, 2, 2, 1]),
  ];
  ops.one('DepthwiseConv2dNative', attributes, [ops.filled(0, [1, 5, 5, 4]), ops.filled(0, [3, 3, 4, 1])]);
}

/** Computes the mean of one pixel by an operation of `native`. */
function fusedOperations(ops: EagerOps): void {
  ops.one('SkFuse', [ops.int('M', 1)], [ops.filled(0, [1, 1, 1, 1])]);
}
