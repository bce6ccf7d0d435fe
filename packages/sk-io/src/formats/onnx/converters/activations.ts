/** Activations, as layers and at the end of other layers. Formulas and constants are those of TensorFlow.js. */
import { hardActivations } from 'sk-models/layers';
import { float, int } from '../graph/attributes.js';
import { type Converters, eitherLayout } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { axesOf, axisIn, type Layout } from '../graph/value.js';

/** @param channels The axis of the channels. */
type Activation = (g: LayerGraph, x: string, channels: number) => string;

const node =
  (type: string): Activation =>
  (g, x) =>
    g.op(type, [x]);

const gated =
  (gate: Activation): Activation =>
  (g, x, channels) =>
    g.op('Mul', [x, gate(g, x, channels)]);

/** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
const tanhGelu: Activation = (g, x) => {
  const cube = g.op('Mul', [g.op('Pow', [x, g.scalar(3)]), g.scalar(0.044715)]);
  const inner = g.op('Mul', [g.op('Add', [x, cube]), g.scalar(Math.sqrt(2 / Math.PI))]);
  return halfOnePlus(g, x, g.op('Tanh', [inner]));
};

/** x (1 + erf(x / sqrt(2))) / 2. */
const gelu: Activation = (g, x) => halfOnePlus(g, x, g.op('Erf', [g.op('Mul', [x, g.scalar(Math.SQRT1_2)])]));

const halfOnePlus = (g: LayerGraph, x: string, y: string): string =>
  g.op('Mul', [g.op('Mul', [x, g.scalar(0.5)]), g.op('Add', [y, g.scalar(1)])]);

/** relu6(x + 3) / 6, where that of TensorFlow.js has the slope 1/5. */
const hardSigmoid: Activation = (g, x) => g.op('HardSigmoid', [x], { alpha: float(1 / 6), beta: float(0.5) });

/** Activations by the names of TensorFlow.js, and by those that sk-models adds. */
const activations: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu: node('Relu'),
  relu6: (g, x) => g.op('Clip', [x, g.scalar(0), g.scalar(6)]),
  sigmoid: node('Sigmoid'),
  hardSigmoid: (g, x) => g.op('HardSigmoid', [x], { alpha: float(0.2), beta: float(0.5) }),
  tanh: node('Tanh'),
  elu: node('Elu'),
  selu: node('Selu'),
  softplus: node('Softplus'),
  softsign: node('Softsign'),
  softmax: (g, x, axis) => g.op('Softmax', [x], { axis: int(axis) }),
  logSoftmax: (g, x, axis) => g.op('LogSoftmax', [x], { axis: int(axis) }),
  swish: gated(node('Sigmoid')),
  mish: gated((g, x) => g.op('Tanh', [g.op('Softplus', [x])])),
  gelu,
  gelu_new: tanhGelu,
  [hardActivations.sigmoid]: hardSigmoid,
  [hardActivations.silu]: gated(hardSigmoid),
};

/** Adds an activation. @param x In `layout`, of this rank. @param name As in a layer's configuration. */
export function activate(g: LayerGraph, x: string, layout: Layout, rank: number, name: string): string {
  const activation = activations[name];
  if (activation === undefined) {
    g.refuse(`'${name}'`, `an activation of ${Object.keys(activations).join(', ')}`);
  }
  return activation(g, x, axisIn(layout, -1, rank));
}

export const activationLayers: Converters<
  'Activation' | 'ReLU' | 'LeakyReLU' | 'ELU' | 'ThresholdedReLU' | 'PReLU' | 'Softmax'
> = {
  Activation: eitherLayout((g, x, { length: rank }, layout) =>
    activate(g, x, layout, rank, g.kind.settings.activation),
  ),
  ReLU: eitherLayout((g, x) => {
    const { maxValue } = g.kind.settings;
    return maxValue == null ? g.op('Relu', [x]) : g.op('Clip', [x, g.scalar(0), g.scalar(maxValue)]);
  }),
  LeakyReLU: eitherLayout((g, x) => g.op('LeakyRelu', [x], { alpha: float(g.kind.settings.alpha) })),
  ELU: eitherLayout((g, x) => g.op('Elu', [x])),
  ThresholdedReLU: eitherLayout((g, x) =>
    g.op('ThresholdedRelu', [x], { alpha: float(g.kind.settings.theta) }),
  ),
  PReLU: eitherLayout((g, x, { length: rank }, layout) => {
    const [, ...axes] = axesOf(rank, layout);
    return g.op('PRelu', [x, g.weight('alpha', { order: axes.map((axis) => axis - 1) })]);
  }),
  Softmax: eitherLayout((g, x, { length: rank }, layout) => {
    const axes = [g.kind.settings.axis].flat();
    const [axis = -1, ...more] = axes;
    if (more.length > 0) g.refuse(`[${axes}]`, 'one axis');
    return g.op('Softmax', [x], { axis: int(axisIn(layout, axis, rank)) });
  }),
};
