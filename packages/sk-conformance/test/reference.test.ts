/** The references against each other, by central differences, and against PyTorch. */
import { type Array64, close, goldenCases, noise, reference } from 'sk-conformance/check';
import { elementAt } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { decode } from '#internal';

type Arrays = readonly Array64[];
type Several = readonly [Array64, ...Array64[]];

/** Central differences in float64 are good to 1e-9; terms here are below 100. */
const fine = { rtol: 1e-6, atol: 1e-6 };

/** Compares a gradient with the central differences of the function that it belongs to. */
function agree<In extends Several, Out extends Several>(
  f: (inputs: In) => Out,
  gradient: (inputs: In, dys: Out) => Arrays,
  inputs: In,
): void {
  const dys: Arrays = f(inputs).map(({ shape }, k) => noise(shape, k + 31));
  const wanted = reference.centralDifferences((moved) => f(moved as In), inputs, dys);
  const got = gradient(inputs, dys as Out);
  expect(got.length).toBe(wanted.length);
  for (const [k, g] of got.entries()) {
    const { values, shape } = elementAt(wanted, k);
    close(g.values, values, `gradient of input ${k}`, fine, shape);
  }
}

type Noises<Shapes> = { readonly [K in keyof Shapes]: Array64 };
const noises = <Shapes extends readonly (readonly number[])[]>(...shapes: Shapes): Noises<Shapes> =>
  shapes.map((shape, k) => noise(shape, k + 1)) as Arrays as Noises<Shapes>;

describe('analytic gradients are those of central differences', () => {
  const spec = { groups: 2, strides: [2, 1], dilations: [1, 2], padding: [0, 1, 2, 3] } as const;

  it('groupedConv2d', () => {
    agree(
      ([x, filter]) => [reference.groupedConv2d(x, filter, spec)],
      ([x, filter], [dy]) => [
        reference.groupedConv2dInput(dy, filter, x.shape, spec),
        reference.groupedConv2dFilter(x, dy, filter.shape, spec),
      ],
      noises([2, 5, 4, 4], [3, 2, 2, 6]),
    );
  });

  it.each([
    ['linear', 0],
    ['relu', 0],
    ['linear', 1],
    ['relu', 2],
  ] as const)('fusedGroupedConv2d, %s, %i addends', (activation, count) => {
    const fused = { ...spec, activation };
    const conv = noises([2, 5, 4, 4], [3, 2, 2, 6], [6]);
    const { shape } = reference.fusedGroupedConv2d(conv, fused);
    agree(
      (inputs) => [reference.fusedGroupedConv2d(inputs, fused)],
      (inputs, [dy]) => reference.fusedGroupedConv2dGradient(inputs, dy, fused),
      [...conv, ...noises(...Array.from({ length: count }, () => shape))],
    );
  });

  it.each([false, true])('batchNorm through y, mean and variance, ReLU %s', (relu) => {
    const norm = { epsilon: 0.01, relu };
    agree(
      ([x, gamma, beta]) => reference.batchNorm(x, gamma, beta, norm),
      ([x, gamma, beta], dys) => reference.batchNormGradient(x, gamma, beta, dys, norm),
      noises([3, 2, 4, 3], [3], [3]),
    );
  });

  it('fuse', () => {
    agree(
      (branches) => [reference.fuse(branches)],
      (branches, [ds]) => branches.map(({ shape }) => reference.fuseGradient(ds, shape)),
      noises([2, 3, 2, 3], [2, 3, 2, 3]),
    );
  });

  it('branchSoftmax', () => {
    agree(
      ([logits]) => [reference.branchSoftmax(logits)],
      ([logits], [dy]) => [reference.branchSoftmaxGradient(reference.branchSoftmax(logits), dy)],
      noises([2, 3, 4]),
    );
  });

  it('select', () => {
    agree(
      ([a, b, attention]) => [reference.select([a, b], attention)],
      ([a, b, attention], [dv]) => [
        reference.selectBranchGradient(dv, attention, 0),
        reference.selectBranchGradient(dv, attention, 1),
        reference.selectAttentionGradient([a, b], dv),
      ],
      noises([2, 2, 3, 4], [2, 2, 3, 4], [2, 2, 4]),
    );
  });

  it('selectBranchGradient with respect to attention', () => {
    agree(
      ([dv, attention]) => [reference.selectBranchGradient(dv, attention, 1)],
      ([dv, attention], [ddu]) => [
        reference.selectBranchGradient(ddu, attention, 1),
        reference.selectRowGradient(ddu, dv, attention.shape, 1),
      ],
      noises([2, 2, 3, 4], [2, 3, 4]),
    );
  });

  it.each([0, 0.1, 1])('softmaxCrossEntropy, smoothed by %f', (labelSmoothing) => {
    const labels = noise([3], 2, { below: 5 });
    agree(
      ([logits]) => [reference.softmaxCrossEntropy(logits, labels, { labelSmoothing })],
      ([logits], [dy]) => [reference.softmaxCrossEntropyGradient(logits, labels, dy, { labelSmoothing })],
      noises([3, 5]),
    );
  });

  it.each([0, 0.1, 1])('softmaxCrossEntropyGradient, smoothed by %f', (labelSmoothing) => {
    const labels = noise([3], 2, { below: 5 });
    const spec = { labelSmoothing };
    agree(
      ([logits, dy]) => [reference.softmaxCrossEntropyGradient(logits, labels, dy, spec)],
      ([logits, dy], [dd]) => reference.softmaxCrossEntropySecondGradient(logits, labels, dy, dd, spec),
      noises([3, 5], [3]),
    );
  });

  it('channelShuffle', () => {
    agree(
      ([x]) => [reference.channelShuffle(x, 3)],
      (_, [dy]) => [reference.channelShuffleGradient(dy, 3)],
      noises([2, 2, 1, 12]),
    );
  });
});

describe('known answers', () => {
  it('channelShuffle of two groups deals channels out in turn', () => {
    const x = { shape: [1, 1, 1, 6], values: Float64Array.of(0, 1, 2, 3, 4, 5) };
    expect([...reference.channelShuffle(x, 2).values]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('softmaxCrossEntropy of equal logits is the logarithm of their number, whatever the target', () => {
    const labels = { shape: [2], values: Float64Array.of(0, 3) };
    const logits = { shape: [2, 4], values: new Float64Array(8).fill(700) };
    for (const labelSmoothing of [0, 0.3, 1]) {
      const { values } = reference.softmaxCrossEntropy(logits, labels, { labelSmoothing });
      close(values, [Math.log(4), Math.log(4)], 'loss', fine);
    }
  });

  it('softmaxCrossEntropy smooths the target towards all classes alike', () => {
    const [logits, labels] = [
      { shape: [1, 2], values: Float64Array.of(0, Math.log(3)) },
      { shape: [1], values: Float64Array.of(1) },
    ];
    // Probabilities 1/4 and 3/4, targets 1/10 and 9/10.
    const wanted = -0.1 * Math.log(1 / 4) - 0.9 * Math.log(3 / 4);
    const { values } = reference.softmaxCrossEntropy(logits, labels, { labelSmoothing: 0.2 });
    close(values, [wanted], 'loss', fine);
  });

  it.each([
    [[0n, 0n, 0n, 0n], [0n, 0n], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffffn, 0xffffffffn, 0xffffffffn, 0xffffffffn],
      [0xffffffffn, 0xffffffffn],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n],
      [0xa4093822n, 0x299f31d0n],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('philox of %s with the key %s has the words of its authors', (counter, key, words) => {
    const got = reference.philoxWords(counter, key).map((word) => word.toString(16).padStart(8, '0'));
    expect(got.join(' ')).toBe(words);
  });

  it('same at stride 2 pads the odd row at the end', () => {
    const sizes = reference.convSizes([1, 6, 5, 1], [3, 3, 1, 1], {
      groups: 1,
      strides: [2, 2],
      dilations: [1, 1],
      padding: 'same',
    });
    expect(sizes).toMatchObject({ oh: 3, ow: 3, top: 0, left: 1 });
  });
});

const three = (list: Arrays): [Array64, Array64, Array64] => [
  elementAt(list, 0),
  elementAt(list, 1),
  elementAt(list, 2),
];

describe('PyTorch', () => {
  /** Golden numbers are stored in float32. */
  const stored = { rtol: 1e-6, atol: 1e-6 };
  const convolutions = goldenCases.filter(({ op }) => op === 'groupedConv2d');
  const norms = goldenCases.filter(({ op }) => op === 'batchNormTraining');

  it.each(convolutions.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const spec = golden.attrs as reference.ConvSpec;
    const [x, filter] = [decode(elementAt(golden.inputs, 0)), decode(elementAt(golden.inputs, 1))];
    const dy = decode(elementAt(golden.dys, 0));
    const got = [
      reference.groupedConv2d(x, filter, spec),
      reference.groupedConv2dInput(dy, filter, x.shape, spec),
      reference.groupedConv2dFilter(x, dy, filter.shape, spec),
    ];
    [...golden.outputs, ...golden.gradients].map(decode).forEach((wanted, k) => {
      expect(elementAt(got, k).shape).toEqual(wanted.shape);
      close(elementAt(got, k).values, wanted.values, `array ${k}`, stored);
    });
  });

  it.each(norms.map((golden) => [golden.name, golden] as const))('%s', (_, golden) => {
    const spec = golden.attrs as reference.BatchNormSpec;
    const [inputs, dys] = [three(golden.inputs.map(decode)), three(golden.dys.map(decode))];
    const got = [
      ...reference.batchNorm(...inputs, spec),
      ...reference.batchNormGradient(...inputs, dys, spec),
    ];
    [...golden.outputs, ...golden.gradients].map(decode).forEach((wanted, k) => {
      close(elementAt(got, k).values, wanted.values, `array ${k}`, stored);
    });
  });
});
