/** The grouped convolution of sk-core, its gradients and its form for inference. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import {
  fusedGroupedConv2d,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
} from 'sk-core';
import { capabilitiesOf } from '../../tensorflow/capabilities.js';
import { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend } from '../../tensorflow/nodeBackend.js';
import { byComposite } from '../byComposite.js';
import {
  convolve,
  filterGradient,
  hasFilterGradient,
  hasForward,
  hasInputGradient,
  inputGradient,
} from './convolution.js';
import { convShape, outputShape } from './convShape.js';

export const convolutionKernels: readonly KernelConfig[] = [
  groupedConv2d.kernel('tensorflow', ({ x, filter }, attrs, backend: NodeBackend) => {
    const conv = convShape(x.shape, filter.shape, attrs);
    const device = capabilitiesOf(backend);
    if (!hasForward(conv, device)) return byComposite(groupedConv2d, { x, filter }, attrs);
    return EagerOps.run(backend, (ops) =>
      ops.result(convolve(ops, ops.input(x), ops.input(filter), conv, device), outputShape(conv)),
    );
  }),
  groupedConv2dBackpropInput.kernel('tensorflow', ({ dy, filter }, attrs, backend: NodeBackend) => {
    const { shape, ...settings } = attrs;
    const conv = convShape(shape, filter.shape, settings);
    const device = capabilitiesOf(backend);
    if (!hasInputGradient(conv, device))
      return byComposite(groupedConv2dBackpropInput, { dy, filter }, attrs);
    return EagerOps.run(backend, (ops) =>
      ops.result(inputGradient(ops, ops.input(dy), ops.input(filter), conv, device), shape),
    );
  }),
  groupedConv2dBackpropFilter.kernel('tensorflow', ({ x, dy }, attrs, backend: NodeBackend) => {
    const { shape, ...settings } = attrs;
    const conv = convShape(x.shape, shape, settings);
    const device = capabilitiesOf(backend);
    if (!hasFilterGradient(conv, device)) return byComposite(groupedConv2dBackpropFilter, { x, dy }, attrs);
    return EagerOps.run(backend, (ops) =>
      ops.result(filterGradient(ops, ops.input(x), ops.input(dy), conv, device), shape),
    );
  }),
  fusedGroupedConv2d.kernel('tensorflow', (inputs, attrs, backend: NodeBackend) => {
    const { x, filter, bias, addends } = inputs;
    const { activation, ...settings } = attrs;
    const conv = convShape(x.shape, filter.shape, settings);
    const device = capabilitiesOf(backend);
    if (!hasForward(conv, device)) return byComposite(fusedGroupedConv2d, inputs, attrs);
    return EagerOps.run(backend, (ops) => {
      const plain = convolve(ops, ops.input(x), ops.input(filter), conv, device);
      const format = ops.string('data_format', 'NHWC');
      const biased = ops.one('BiasAdd', [ops.float32(), format], [plain, ops.input(bias)]);
      const sum = ops.sum([biased, ...addends.map((addend) => ops.input(addend))]);
      return ops.result(activation === 'relu' ? ops.relu(sum) : sum, outputShape(conv));
    });
  }),
];
