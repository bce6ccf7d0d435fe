/** The attention of SK units in training: batches, widths and branches around the sizes of workgroups and vectors. */
import type { CaseOf, InputSpec } from './opCase.js';

interface Unit {
  readonly n: number;
  readonly pixels: readonly [height: number, width: number];
  readonly c: number;
  readonly d: number;
  readonly m: number;
}

const units: readonly Unit[] = [
  { n: 3, pixels: [3, 2], c: 4, d: 2, m: 2 },
  { n: 2, pixels: [2, 3], c: 3, d: 5, m: 3 },
  { n: 5, pixels: [1, 2], c: 8, d: 4, m: 2 },
  { n: 4, pixels: [2, 2], c: 1, d: 3, m: 2 },
  { n: 3, pixels: [2, 2], c: 5, d: 1, m: 1 },
  { n: 6, pixels: [1, 1], c: 6, d: 3, m: 5 },
  { n: 0, pixels: [2, 2], c: 4, d: 2, m: 2 },
];

/** More images than a workgroup has rows of threads, and widths of networks. */
const large: readonly Unit[] = [
  { n: 35, pixels: [1, 1], c: 12, d: 9, m: 2 },
  { n: 7, pixels: [1, 1], c: 64, d: 32, m: 2 },
];

const attrs = { epsilon: 0.1 } as const;

const titleOf = ({ n, pixels, c, d, m }: Unit): string =>
  `${m} ${m === 1 ? 'branch' : 'branches'} of [${[n, ...pixels, c]}], width ${d}`;

const weightsOf = ({ c, d, m }: Unit): readonly [InputSpec, InputSpec, InputSpec, InputSpec] => [
  { shape: [c, d] },
  { shape: [d] },
  { shape: [d] },
  { shape: [d, m * c] },
];

const imageOf = ({ n, pixels, c }: Unit): InputSpec => ({ shape: [n, ...pixels, c] });
const branchesOf = (unit: Unit): readonly InputSpec[] => Array.from({ length: unit.m }, () => imageOf(unit));

export const attendCases: readonly CaseOf<'attend'>[] = [...units, ...large].map((unit) => ({
  name: `attend: ${titleOf(unit)}`,
  op: 'attend',
  inputs: [{ shape: [unit.n, unit.c] }, ...weightsOf(unit)],
  attrs,
}));

export const attendBackpropCases: readonly CaseOf<'attendBackprop'>[] = [...units, ...large].map((unit) => ({
  name: `attendBackprop: ${titleOf(unit)}`,
  op: 'attendBackprop',
  inputs: [{ shape: [unit.n, unit.c] }, ...weightsOf(unit), { shape: [unit.n, unit.m, unit.c] }],
  attrs,
}));

export const selectFuseBackpropCases: readonly CaseOf<'selectFuseBackprop'>[] = units
  .filter(({ m }) => m > 1)
  .map((unit) => ({
    name: `selectFuseBackprop: ${titleOf(unit)}`,
    op: 'selectFuseBackprop',
    inputs: [imageOf(unit), { shape: [unit.n, unit.m, unit.c] }, { shape: [unit.n, unit.c] }],
    attrs: { branch: unit.m - 2 },
  }));

export const selectiveKernelCases: readonly (CaseOf<'selectiveKernel'> | CaseOf<'selectiveKernelV'>)[] =
  units.flatMap((unit) =>
    (['selectiveKernel', 'selectiveKernelV'] as const).map((op) => ({
      name: `${op}: ${titleOf(unit)}`,
      op,
      inputs: [...branchesOf(unit), ...weightsOf(unit)] as const,
      attrs,
    })),
  );

export const selectiveKernelGradientCases: readonly CaseOf<'selectiveKernelGradient'>[] = units
  .slice(0, 2)
  .map((unit) => ({
    name: `selectiveKernelGradient: ${titleOf(unit)}`,
    op: 'selectiveKernelGradient',
    inputs: [...branchesOf(unit), ...weightsOf(unit), imageOf(unit)] as const,
    attrs,
  }));
