/**
 * Faults that the conformance suite must find. Each replaces one piece of shipped text, which must stand there exactly
 * once, and names the case that has to fail for it.
 */

const ops = 'packages/sk-core/src/ops';
const assembly = 'packages/sk-backend-wasm/assembly';
const composites = 'packages/sk-conformance/test/internal/cpu.test.ts';
const wasmKernels = 'packages/sk-backend-wasm/test/conformance.test.ts';
const shaders = 'packages/sk-backend-webgpu/src/shaders';
const webgpuKernels = 'packages/sk-backend-webgpu/test/internal/conformance.test.ts';

/**
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} file Where the text stands.
 * @property {string} find
 * @property {string} replace
 * @property {string} test The test file that is run.
 * @property {string} fails Title of the case that must fail.
 */

/** @type {readonly Mutant[]} */
export const mutants = [
  {
    name: 'a dropped dilation',
    file: `${ops}/patches.ts`,
    find: 'const [row, column] = [i * dilations[0], j * dilations[1]];',
    replace: 'const [row, column] = [i, j * dilations[1]];',
    test: composites,
    fails: 'groupedConv2d: 3x3 dilated 2 by 1',
  },
  {
    name: 'a dilation dropped in the input gradient',
    file: `${ops}/patches.ts`,
    find: 'const [row, column] = [Math.floor(t / g.kw) * dilations[0], (t % g.kw) * dilations[1]];',
    replace: 'const [row, column] = [Math.floor(t / g.kw) * dilations[0], t % g.kw];',
    test: composites,
    fails: 'groupedConv2dBackpropInput: 3x3 dilated 1 by 3, stride 2 by 1',
  },
  {
    name: 'a residual left out',
    file: `${ops}/fusedGroupedConv2d.ts`,
    find: '[bias, ...addends].reduce(',
    replace: '[bias, ...addends.slice(1)].reduce(',
    test: composites,
    fails: 'fusedGroupedConv2d: 3x1, 1 added, linear',
  },
  {
    name: 'swapped branches',
    file: `${ops}/select.ts`,
    find: 'branches.map((u, m) => tf.mul(u, weight(attention, m)))',
    replace: 'branches.map((u, m) => tf.mul(u, weight(attention, branches.length - 1 - m)))',
    test: composites,
    fails: 'select: 2 branches of [2,3,2,3]',
  },
  {
    name: 'a select that drops the last branch',
    file: `${ops}/select.ts`,
    find: 'branches.map((u, m) => tf.mul(u, weight(attention, m)))',
    replace: 'branches.slice(0, -1).map((u, m) => tf.mul(u, weight(attention, m)))',
    test: composites,
    fails: 'select: 3 branches of [2,3,2,3]',
  },
  {
    name: 'softmax over channels instead of branches',
    file: `${ops}/branchSoftmax.ts`,
    find: 'return tf.div(e, tf.sum(e, 1, true));',
    replace: 'return tf.div(e, tf.sum(e, 2, true));',
    test: composites,
    fails: 'branchSoftmax: 3 branches',
  },
  {
    name: 'a softmax that overflows',
    file: `${ops}/branchSoftmax.ts`,
    find: 'tf.exp(tf.sub(logits, tf.max(logits, 1, true)))',
    replace: 'tf.exp(logits)',
    test: composites,
    fails: 'branchSoftmax: logits up to 100, which overflow a plain exponential',
  },
  {
    name: 'a missing tidy',
    file: 'packages/sk-core/src/contract/op.ts',
    find: `config(backendName, (inputs, attrs) =>
        tidy(() =>`,
    replace: `config(backendName, (inputs, attrs) =>
        ((run: () => TensorInfo[]) => run())(() =>`,
    test: composites,
    fails: 'select: 2 branches of [1,5,7,5]',
  },
  {
    name: 'second derivatives lost through saved outputs',
    file: 'packages/sk-core/src/contract/op.ts',
    find: 'activeTape.splice(-savedOutputs, 0, ...op);',
    replace: 'activeTape.push(...op);',
    test: composites,
    fails: 'second derivative through a saved output',
  },
  {
    name: 'the wrong padding side at stride 2',
    file: 'packages/sk-core/src/ops/convAttrs.ts',
    find: 'return [Math.floor(total / 2), Math.ceil(total / 2)];',
    replace: 'return [Math.ceil(total / 2), Math.floor(total / 2)];',
    test: composites,
    fails: 'groupedConv2d: 3x3 stride 2 dilated by 1, 12 groups, same, [1,6,9,12] to 12',
  },
  {
    name: 'one stride for both directions',
    file: `${ops}/patches.ts`,
    find: '[1, strides[0], strides[1], 1]',
    replace: '[1, strides[0], strides[0], 1]',
    test: composites,
    fails: 'groupedConv2d: 3x3 stride 1 by 2',
  },
  {
    name: 'a batch norm gradient without the mean term',
    file: `${ops}/batchNorm/batchNormTraining.ts`,
    find: 'tf.sub(g, tf.div(dbeta, n))',
    replace: 'g',
    test: composites,
    fails: 'batchNormTraining: [3,2,3,4]',
  },
  {
    name: 'a batch norm gradient without the ReLU',
    file: `${ops}/batchNorm/batchNormTraining.ts`,
    find: 'return relu ? tf.mul(dy, tf.step(tf.add(tf.mul(xhat, gamma), beta))) : dy;',
    replace: 'return dy;',
    test: composites,
    fails: 'batchNormTraining: [3,2,3,4], ReLU',
  },
  {
    name: 'a backprop that forgets a group',
    file: `${ops}/groupedConv2d.ts`,
    find: 'const byGroup = tf.reshape(dw,',
    replace: `const kept = tf.cast(tf.less(tf.range(0, attrs.groups), Math.max(1, attrs.groups - 1)), 'float32');
    const byGroup = tf.reshape(tf.mul(dw, tf.reshape(kept, [attrs.groups, 1, 1])),`,
    test: composites,
    fails: 'groupedConv2dBackpropFilter: 3x3 stride 1 by 2',
  },
  {
    name: 'a fuse that adds up pixels instead of averaging',
    file: `${ops}/fuse.ts`,
    find: 'branches.map((u) => tf.mean(u, [1, 2]))',
    replace: 'branches.map((u) => tf.sum(u, [1, 2]))',
    test: composites,
    fails: 'fuse: 1 branch of [2,3,2,3]',
  },
  {
    name: 'a shuffle whose gradient shuffles the same way',
    file: `${ops}/channelShuffle.ts`,
    find: '{ groups: elementAt(x.shape, 3) / groups }',
    replace: '{ groups: groups + 0 * x.shape.length }',
    test: composites,
    fails: 'channelShuffle: 2 groups of [1,5,3,6]',
  },
  {
    name: 'a cross entropy that overflows',
    file: `${ops}/softmaxCrossEntropy.ts`,
    find: 'const shifted = tf.sub(logits, tf.max(logits, 1, true));',
    replace: 'const shifted = logits;',
    test: composites,
    fails: 'softmaxCrossEntropy: logits up to 100, which overflow a plain exponential, smoothed by 0.1',
  },
  {
    name: 'label smoothing that leaves the own class whole',
    file: `${ops}/softmaxCrossEntropy.ts`,
    find: 'tf.add(tf.mul(own, 1 - labelSmoothing), labelSmoothing / classes)',
    replace: 'tf.add(own, labelSmoothing / classes)',
    test: composites,
    fails: 'softmaxCrossEntropy: 6 x 7 classes, smoothed by 0.1',
  },
  {
    name: 'a label of no class that passes for one',
    file: `${ops}/softmaxCrossEntropy.ts`,
    find: '0, Number.NaN)',
    replace: '0, 0)',
    test: composites,
    fails: 'softmaxCrossEntropy: some labels beyond the last class, smoothed by 0.1',
  },
  {
    name: 'a second derivative of the cross entropy without the softmax it is centred by',
    file: `${ops}/softmaxCrossEntropy.ts`,
    find: 'const centred = tf.sub(d, tf.sum(tf.mul(d, p), 1, true));',
    replace: 'const centred = d;',
    test: composites,
    fails: 'softmaxCrossEntropyBackprop: 6 x 7 classes, smoothed by 0.1',
  },
  {
    name: 'Nesterov momentum without the look ahead',
    file: 'packages/sk-core/src/optim/momentumStep.ts',
    find: 'nesterov ? tf.add(g, tf.mul(v, momentum)) : v;',
    replace: 'nesterov ? g : v;',
    test: composites,
    fails: 'momentumStep: two steps with Nesterov momentum',
  },
  {
    name: 'wasm: a select that drops the last branch',
    file: `${assembly}/selection/branches.ts`,
    find: 'addScaledRows(branchAt(branches, m) + at,',
    replace: 'if (m < count - 1) addScaledRows(branchAt(branches, m) + at,',
    test: wasmKernels,
    fails: 'select: 3 branches of [2,3,2,3]',
  },
  {
    name: 'wasm: a batch norm gradient without the mean term',
    file: `${assembly}/statistics/batchNorm.ts`,
    find: '(<f64>load<f32>(dmean + at) - k * sum) / n',
    replace: '<f64>load<f32>(dmean + at) / n',
    test: wasmKernels,
    fails: 'batchNormTraining: [3,2,3,4]',
  },
  {
    name: 'wasm: channels beyond the last whole vector are forgotten',
    file: `${assembly}/selection/branches.ts`,
    find: 'store<f32>(to + c, load<f32>(x + c) * load<f32>(scale + c));',
    replace: 'store<f32>(to + c, 0);',
    test: wasmKernels,
    fails: 'selectBackpropBranch: branch 1 of 2, [2,3,2,3]',
  },
  {
    name: 'wasm: a shared source that one pixel of a depthwise window misses',
    file: `${assembly}/convolution/depthwise.ts`,
    find: 'a0 = madd(a0, x, f1); a1 = madd(a1, x, f0);',
    replace: 'a0 = madd(a0, x, f1);',
    test: wasmKernels,
    fails: 'groupedConv2d: 3x3 stride 1 dilated by 2, 12 groups, same, [1,6,9,12] to 12',
  },
  {
    name: 'wasm: a depthwise filter gradient whose window stands still',
    file: `${assembly}/convolution/depthwiseGradient.ts`,
    find: 'x0 = x1; x1 = x2; x2 = x3;',
    replace: '',
    test: wasmKernels,
    fails: 'groupedConv2d: 5x5 stride 1 dilated by 1, 12 groups, same, [1,6,9,12] to 12',
  },
  {
    name: 'padding dropped in the tiled shader',
    file: `${shaders}/convolution/tiledForward.ts`,
    find: 'i32(pixel % u.outWidth)) * stride() - padding();',
    replace: 'i32(pixel % u.outWidth)) * stride();',
    test: webgpuKernels,
    fails: 'groupedConv2d: 3x3, 8 to 8 channels',
  },
  {
    name: 'rows of a tile stored in each other’s place',
    file: `${shaders}/convolution/tile.ts`,
    find: '(row & 3) + (row >> 2) * 32',
    replace: '(row & 3) + (row >> 2) * 28',
    test: webgpuKernels,
    fails: 'groupedConv2d: 64 to 96 channels, 1x1, 12x12',
  },
  {
    name: 'pixels that the stride passes over take part in the direct input gradient',
    file: `${shaders}/convolution/directInputGradient.ts`,
    find: 'if (shifted % stride().y != 0) { continue; }',
    replace: '',
    test: webgpuKernels,
    fails: 'groupedConv2d: 128 channels in 32 groups, stride 2, 14x14',
  },
  {
    name: 'a pixel lane left out of the direct filter gradient',
    file: `${shaders}/convolution/directFilterGradient.ts`,
    find: 'for (var other = 1u;',
    replace: 'for (var other = 2u;',
    test: webgpuKernels,
    fails: 'groupedConv2d: 128 channels in 32 groups, 14x14',
  },
  {
    name: 'a slice left out of the filter gradient',
    file: `${shaders}/convolution/sumSlices.ts`,
    find: 'for (var slice = 1u;',
    replace: 'for (var slice = 2u;',
    test: webgpuKernels,
    fails: 'groupedConv2d: 96 channels depthwise dilated by 2, 12x12',
  },
];
