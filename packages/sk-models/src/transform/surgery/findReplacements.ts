/** Finds the convolutions that are to be replaced, and the batch norms that go with them. */
import { type BatchNormSettings, readBatchNorm } from '../../graph/batchNorms.js';
import { type GraphNode, type Layer, type ModelGraph, onlyConsumer } from '../../graph/modelGraph.js';
import type { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';
import { type ConvDescription, type Convolution, readConvolution } from './convolution.js';
import { type ConvMatch, convMatcher, describeMatch } from './matchConvs.js';
import { type ReplaceConvsOptions, skConvolution } from './options.js';

export interface Replacement {
  readonly conv: Convolution;
  /** Several for a shared convolution. */
  readonly nodes: readonly GraphNode[];
  /** Becomes the batch norm of branch 1. */
  readonly norm?: AbsorbedNorm;
  /** Without weights as yet. */
  readonly sk: SkConv2D;
}

interface AbsorbedNorm {
  readonly layer: Layer;
  /** One behind each node of the convolution. */
  readonly nodes: readonly GraphNode[];
  readonly settings: BatchNormSettings;
}

export interface SkippedConv extends ConvDescription {
  readonly reason: string;
}

export interface Replacements {
  readonly replacements: readonly Replacement[];
  /** Matched, but not to be replaced. */
  readonly skipped: readonly SkippedConv[];
}

/** @throws ModelError where there is nothing to replace. */
export function findReplacements(graph: ModelGraph, options: ReplaceConvsOptions): Replacements {
  const { match = 'depthwise' } = options;
  const convs = convolutions(graph);
  const matches = convMatcher(
    match,
    convs.map(([{ description }]) => description),
  );
  const matched = convs.filter(([{ description }]) => matches(description));
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
  const replacements = good.map(([conv, nodes]): Replacement => {
    const norm = normBehind(conv, nodes, graph);
    const sk = skConvolution(conv.description, options, norm?.settings);
    return { conv, nodes, sk, ...(norm !== undefined && { norm }) };
  });
  return { replacements, skipped };
}

/** Returns each convolution with the nodes that call it. */
function convolutions({ nodes }: ModelGraph): [Convolution, GraphNode[]][] {
  const found = new Map<Layer, [Convolution, GraphNode[]]>();
  for (const node of nodes) {
    const earlier = found.get(node.layer);
    const conv = earlier === undefined ? readConvolution(node) : undefined;
    earlier?.[1].push(node);
    if (conv !== undefined) found.set(node.layer, [conv, [node]]);
  }
  return [...found.values()];
}

/** Returns the batch norm that alone reads the convolution, at each call the same one, and that is called nowhere else. */
function normBehind(
  { activation, isSeparable }: Convolution,
  convs: readonly GraphNode[],
  graph: ModelGraph,
): AbsorbedNorm | undefined {
  if (activation !== 'linear' || isSeparable) return undefined;
  const nodes = convs.flatMap((conv) => onlyConsumer(conv) ?? []);
  const [first] = nodes;
  const settings = first === undefined ? undefined : readBatchNorm(first);
  if (first === undefined || settings === undefined || nodes.length !== convs.length) return undefined;
  const { layer } = first;
  const isOne = nodes.every((node) => node.layer === layer && readBatchNorm(node) !== undefined);
  const isAbsorbed = isOne && graph.calls.get(layer) === nodes.length && settings.epsilon > 0;
  return isAbsorbed ? { layer, nodes, settings } : undefined;
}

/** Named in an error; a deep network has hundreds. */
const mostNamed = 20;

function nothingToReplace(
  convs: readonly ConvDescription[],
  match: ConvMatch,
  reasons: ReadonlyMap<string, string>,
): ModelError {
  const lines = convs.slice(0, mostNamed).map(({ name, kind, kernelSize, filters, className }) => {
    const reason = reasons.get(name);
    const text = `${name} (${className}, ${kind} ${kernelSize.join('x')}, ${filters} filters)`;
    return `  ${text}${reason === undefined ? '' : `: ${reason}`}`;
  });
  const more = convs.length > mostNamed ? [`  and ${convs.length - mostNamed} more`] : [];
  const rest = convs.length === 0 ? ', nor any other' : '; there are:';
  return new ModelError(
    [`replaceConvs: there is no ${describeMatch(match)} to replace${rest}`, ...lines, ...more].join('\n'),
  );
}
