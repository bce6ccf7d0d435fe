/**
 * The tile whose products are made by subgroups, of matrices of float16 with float32 sums (`chromium-experimental-subgroup-matrix`).
 * Subgroups share the rows of the tile evenly, and each has all of its columns. Sums go to workgroup memory before threads
 * read them, since WGSL does not say which element of a matrix a thread holds.
 */
import { type TileSides, tileDepth, tileRows, tileThreads } from './tileSize.js';

/** The matrices that a subgroup of so many threads multiplies: m x k by k x n, of float16, to sums of float32. */
export interface MatrixUnit {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly subgroup: number;
}

export const matrixEnables: readonly string[] = ['f16', 'chromium_experimental_subgroup_matrix'];

export const matrixBuiltin = '@builtin(subgroup_id) subgroup: u32';

/** Vectors beside a row of values. Rows of 16 bytes that are read together then meet no bank twice. */
const gap = 2;

/** Returns the vectors from one row of so many values to the next. */
export const matrixPitch = (values: number): number => values / 4 + gap;

/** Returns the rows of a tile that one subgroup has. */
const subgroupRows = ({ subgroup }: MatrixUnit): number => (tileRows * subgroup) / tileThreads;

/** Returns the rows whose sums stand in workgroup memory at a time: one matrix of each subgroup. */
const stripRows = ({ m, subgroup }: MatrixUnit): number => (m * tileThreads) / subgroup;

const vectorsOf = (isInner: boolean, columns: number): number =>
  isInner ? columns * matrixPitch(tileDepth) : tileDepth * matrixPitch(columns);

/** Returns the bytes of workgroup memory that a tile of so many columns takes, whatever way its vectors come. */
export function matrixBytes(unit: MatrixUnit, columns: number): number {
  const most = (values: number): number => Math.max(vectorsOf(true, values), vectorsOf(false, values));
  return 8 * (most(tileRows) + most(columns)) + 4 * stripRows(unit) * columns;
}

/** Tells whether the tiles whose columns are a multiple of the given ones can be made of a unit's matrices. */
export const dividesTile = (unit: MatrixUnit, columns: number): boolean =>
  tileThreads % unit.subgroup === 0 &&
  subgroupRows(unit) % unit.m === 0 &&
  columns % unit.n === 0 &&
  tileDepth % unit.k === 0 &&
  [unit.m, unit.n, unit.k].every((size) => size % 4 === 0);

export const matrixMemory = (
  unit: MatrixUnit,
  { leftInner, rightInner }: TileSides,
  columns: number,
): string => `
var<workgroup> left: array<vec4<f16>, ${vectorsOf(leftInner, tileRows)}>;
var<workgroup> right: array<vec4<f16>, ${vectorsOf(rightInner, columns)}>;
var<workgroup> sums: array<f32, ${stripRows(unit) * columns}>;`;

const counted = (values: number, size: number): readonly number[] =>
  Array.from({ length: values / size }, (_, i) => i);

/** Returns the indices of the matrices of one subgroup. */
const matricesOf = (
  unit: MatrixUnit,
  columns: number,
): { down: readonly number[]; across: readonly number[] } => ({
  down: counted(subgroupRows(unit), unit.m),
  across: counted(columns, unit.n),
});

/** Declares the sums of a subgroup, which are zeros. */
export function matrixSums(unit: MatrixUnit, columns: number): string {
  const { down, across } = matricesOf(unit, columns);
  const type = `subgroup_matrix_result<f32, ${unit.n}, ${unit.m}>`;
  return down.flatMap((i) => across.map((j) => `var sum${i}_${j}: ${type};`)).join('\n  ');
}

/** Adds the products of the values in workgroup memory. */
export function matrixMultiply(
  unit: MatrixUnit,
  { leftInner, rightInner }: TileSides,
  columns: number,
): string {
  const { m, n, k } = unit;
  const { down, across } = matricesOf(unit, columns);
  const inner = matrixPitch(tileDepth);
  const leftType = `subgroup_matrix_left<f16, ${k}, ${m}>`;
  const rightType = `subgroup_matrix_right<f16, ${n}, ${k}>`;
  const load = (type: string, side: string, isRow: boolean, at: string, pitch: number): string =>
    `subgroupMatrixLoad<${type}, ${isRow ? 'row' : 'col'}_major>(&${side}, ${at}, ${pitch}u)`;
  const left = (i: number, step: number): string =>
    leftInner
      ? load(leftType, 'left', true, `firstOfSubgroup * ${inner}u + ${i * m * inner + step / 4}u`, inner)
      : load(
          leftType,
          'left',
          false,
          `firstOfSubgroup / 4u + ${step * matrixPitch(tileRows) + (i * m) / 4}u`,
          matrixPitch(tileRows),
        );
  const right = (j: number, step: number): string =>
    rightInner
      ? load(rightType, 'right', false, `${j * n * inner + step / 4}u`, inner)
      : load(rightType, 'right', true, `${step * matrixPitch(columns) + (j * n) / 4}u`, matrixPitch(columns));
  const steps = counted(tileDepth, k).flatMap((index) => [
    '{',
    ...across.map((j) => `let b${j} = ${right(j, index * k)};`),
    ...down.flatMap((i) => [
      `let a${i} = ${left(i, index * k)};`,
      ...across.map((j) => `sum${i}_${j} = subgroupMatrixMultiplyAccumulate(a${i}, b${j}, sum${i}_${j});`),
    ]),
    '}',
  ]);
  return [`let firstOfSubgroup = subgroup * ${subgroupRows(unit)}u;`, ...steps].join('\n    ');
}

/** Returns the loops that hand `store(row, column, sum)` each vector of the sums, one strip of matrices after the other. */
export function matrixStore(
  unit: MatrixUnit,
  columns: number,
  store: (row: string, column: string, sum: string) => string,
): string {
  const { m, n } = unit;
  const { down, across } = matricesOf(unit, columns);
  return down
    .map((i) => {
      const row = `((at / ${columns}u) / ${m}u * ${subgroupRows(unit)}u + (at / ${columns}u) % ${m}u + ${i * m}u)`;
      const sum = 'vec4f(sums[at], sums[at + 1u], sums[at + 2u], sums[at + 3u])';
      const puts = across.map(
        (j) =>
          `subgroupMatrixStore<row_major>(&sums, subgroup * ${m * columns}u + ${j * n}u, sum${i}_${j}, ${columns}u);`,
      );
      return `${puts.join('\n  ')}
  workgroupBarrier();
  for (var at = local * 4u; at < ${stripRows(unit) * columns}u; at += ${tileThreads * 4}u) {
    ${store(row, `(at % ${columns}u)`, sum)}
  }`;
    })
    .join('\n  workgroupBarrier();\n  ');
}
