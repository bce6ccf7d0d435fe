/** Finds the convolutions that are to be replaced, and the batch norms that go with them. */
import type { Dataflow, Step } from '../../graph/dataflow.js';
import type { Layer } from '../../graph/modelGraph.js';
import type { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';
import { isBatchNorm, onlyReader } from '../fold/findFolds.js';
import { type ConvDescription, type Convolution, readConvolution } from './convolution.js';
import { type NormSettings, type ReplaceConvsOptions, skConvolution } from './options.js';

export interface Replacement {
  readonly conv: Convolution;
  /** Several for a shared convolution. */
  readonly uses: readonly Step[];
  /** Becomes that of branch 1. */
  readonly norm?: AbsorbedNorm;
  /** Without weights as yet. */
  readonly sk: SkConv2D;
}

interface AbsorbedNorm {
  readonly layer: Layer;
  /** One behind each use of the convolution. */
  readonly steps: readonly Step[];
  readonly settings: NormSettings;
}

export interface SkippedConv extends ConvDescription {
  readonly reason: string;
}

export interface Found {
  readonly replacements: readonly Replacement[];
  /** Matched, but not to be replaced. */
  readonly skipped: readonly SkippedConv[];
}

/** @throws ModelError where there is nothing to replace. */
export function findReplacements(flow: Dataflow, options: ReplaceConvsOptions): Found {
  const { match = 'depthwise' } = options;
  const convs = convolutions(flow);
  const matched = convs.filter(([conv]) => matches(conv.description, match));
  const skipped = matched.flatMap(([{ description, obstacle }]) =>
    obstacle === undefined ? [] : [{ ...description, reason: obstacle }],
  );
  const good = matched.filter(([{ obstacle }]) => obstacle === undefined);
  if (good.length === 0) {
    const reasons = new Map(skipped.map(({ name, reason }) => [name, reason]));
    throw nothingToReplace(
      convs.map(([{ description }]) => description),
      match,
      reasons,
    );
  }
  const replacements = good.map(([conv, uses]): Replacement => {
    const norm = normBehind(conv, uses, flow);
    const sk = skConvolution(conv.description, options, norm?.settings);
    return { conv, uses, sk, ...(norm === undefined ? {} : { norm }) };
  });
  return { replacements, skipped };
}

/** Each with the steps that use it. */
function convolutions({ steps }: Dataflow): [Convolution, Step[]][] {
  const found = new Map<Layer, [Convolution, Step[]]>();
  for (const step of steps) {
    const earlier = found.get(step.use.layer);
    const conv = earlier === undefined ? readConvolution(step.use) : undefined;
    earlier?.[1].push(step);
    if (conv !== undefined) found.set(step.use.layer, [conv, [step]]);
  }
  return [...found.values()];
}

function matches(conv: ConvDescription, match: NonNullable<ReplaceConvsOptions['match']>): boolean {
  if (typeof match === 'function') return match(conv);
  if (match instanceof RegExp) return conv.name.search(match) >= 0;
  return (match === 'all' || match === conv.kind) && conv.kernelSize.some((size) => size > 1);
}

/** The batch norm that alone reads the convolution, at each use the same one, and that stands nowhere else. */
function normBehind(
  { activation, isSeparable }: Convolution,
  uses: readonly Step[],
  flow: Dataflow,
): AbsorbedNorm | undefined {
  if (activation !== 'linear' || isSeparable) return undefined;
  const steps = uses.flatMap((use) => onlyReader(use) ?? []);
  const layer = steps[0]?.use.layer;
  const isOne = steps.every((step) => step.use.layer === layer && isBatchNorm(step));
  if (layer === undefined || !isOne || steps.length !== uses.length) return undefined;
  const { momentum, epsilon } = layer.getConfig() as object as NormSettings;
  const isAbsorbed = flow.uses.get(layer) === steps.length && epsilon > 0;
  return isAbsorbed ? { layer, steps, settings: { momentum, epsilon } } : undefined;
}

/** Named in an error; a deep network has hundreds. */
const mostNamed = 20;

function nothingToReplace(
  convs: readonly ConvDescription[],
  match: NonNullable<ReplaceConvsOptions['match']>,
  reasons: ReadonlyMap<string, string>,
): ModelError {
  const wanted =
    typeof match === 'string'
      ? `${match === 'all' ? '' : `${match} `}3x3 convolution`
      : `3x3 convolution that ${match instanceof RegExp ? match : 'the function'} matches`;
  const lines = convs.slice(0, mostNamed).map(({ name, kind, kernelSize, filters, className }) => {
    const reason = reasons.get(name);
    const text = `${name} (${className}, ${kind} ${kernelSize.join('x')}, ${filters} filters)`;
    return `  ${text}${reason === undefined ? '' : `: ${reason}`}`;
  });
  const more = convs.length > mostNamed ? [`  and ${convs.length - mostNamed} more`] : [];
  const rest = convs.length === 0 ? ', nor any other' : '; there are:';
  return new ModelError(
    [`replaceConvs: there is no ${wanted} to replace${rest}`, ...lines, ...more].join('\n'),
  );
}
