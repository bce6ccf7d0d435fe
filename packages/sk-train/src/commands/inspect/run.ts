/** `sk-train inspect`: the tensors of a file, their totals, and the networks that they fit. */
import {
  type FittingModel,
  fittingModels,
  type NearestModel,
  nearestModel,
  type TensorInfo,
  type ViewOptions,
  type WeightSource,
} from 'sk-io';
import { aligned, exitCodes, oneLine, printJson, printResult, startSoonestBackend } from 'sk-io/command';
import { openWeights } from 'sk-io/node';
import { findEntry } from 'sk-models';
import { limitsOf } from '../parts/limitOption.js';
import { localWeights } from '../parts/localWeights.js';
import { viewOptions } from '../parts/viewOptions.js';
import type { InspectCommandOptions } from './options.js';

interface Findings {
  readonly file: string;
  readonly tensors: readonly TensorInfo[];
  /** Numbers in all tensors. */
  readonly values: number;
  /** Tensors of each type. */
  readonly dtypes: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly models: readonly FittingModel[];
  /** Where no network fits: the one that has the most in common with the file. */
  readonly nearest?: NearestModel;
}

/** Prints the findings and returns the exit code. */
export async function runInspect(weights: string, options: InspectCommandOptions): Promise<number> {
  const view = viewOptions(options);
  const source = await openWeights(await localWeights(weights, options), limitsOf(options));
  try {
    await startSoonestBackend();
    const findings = find(source, view);
    if (options.json) printJson(findings);
    else printResult(describe(findings, options.summary ?? false));
    return exitCodes.ok;
  } finally {
    await source.close();
  }
}

function find(source: WeightSource, view: ViewOptions): Findings {
  const tensors = [...source.tensors.values()].map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  const dtypes = new Map<string, number>();
  for (const { dtype } of tensors) dtypes.set(dtype, (dtypes.get(dtype) ?? 0) + 1);
  const models = fittingModels(source, undefined, view);
  const nearest = models.length === 0 ? nearestModel(source, undefined, view) : undefined;
  const { metadata } = source as { readonly metadata?: ReadonlyMap<string, string> };
  return {
    file: source.what,
    tensors,
    values: tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    dtypes: Object.fromEntries(dtypes),
    metadata: Object.fromEntries(metadata ?? []),
    models,
    ...(nearest !== undefined && { nearest }),
  };
}

function describe(findings: Findings, summary: boolean): string {
  const { file, tensors, values, dtypes, metadata, models, nearest } = findings;
  const rows = tensors.map(({ name, shape, dtype }) => ({
    tensor: oneLine(name),
    dtype,
    shape: `[${shape.join(', ')}]`,
    values: sizeOf(shape).toLocaleString('en-US'),
  }));
  const types = Object.entries(dtypes).map(([dtype, count]) => `${count} ${dtype}`);
  const notes = Object.entries(metadata).map(
    ([key, value]) => `${oneLine(key)}: ${oneLine(value.slice(0, 200))}`,
  );
  const near =
    nearest === undefined ? '' : `; the nearest is ${nearest.name}: ${oneLine(nearest.differences)}`;
  return [
    ...(summary ? [] : [aligned(['tensor', 'dtype', 'shape', 'values'], rows, ['tensor', 'shape']), '']),
    `file: ${oneLine(file)}`,
    `tensors: ${tensors.length} (${types.join(', ') || 'none'}), ${values.toLocaleString('en-US')} values`,
    ...(notes.length === 0 ? [] : [`metadata: ${notes.join('; ')}`]),
    `fits: ${models.map(describeFit).join(', ') || `no network of the registry${near}`}`,
  ].join('\n');
}

function describeFit({ name, names, numClasses, channels, prefixes, averaged }: FittingModel): string {
  const facts = [
    `${names} names`,
    `${numClasses} classes`,
    ...(channels === findEntry(name).defaults.inputShape[2] ? [] : [`${channels} channels`]),
    ...(prefixes.length === 0 ? [] : [`under ${prefixes.join(', ')}`]),
    ...(averaged ? ['an average'] : []),
  ];
  return `${name} (${facts.join(', ')})`;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
