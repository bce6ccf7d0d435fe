/** A block in one line, in the notation of the paper's Table 1. */
import type { Part, PartGroup } from './groupParts.js';

/** Kinds of convolution that are named. */
const mostKinds = 3;

export function blockDetail({ name, parts }: PartGroup): string {
  const selects = selectParts(parts);
  if (selects.length > 0) {
    const kinds = new Set(selects.map((select) => unitKind(select, parts)));
    return `${[...kinds].slice(0, 2).join(', ')} × ${selects.length}`;
  }
  const convolutions = parts.filter(({ kind }) => kind === 'convolution');
  if (name === 'classifier' && convolutions.length === 0) {
    return `${parts.at(-1)!.outputShape.join(' × ')} outputs`;
  }
  const kinds = [...new Set(convolutions.map(convolutionKind))];
  const more = kinds.length > mostKinds ? ', …' : '';
  const list = kinds.slice(0, mostKinds).join(', ') + more;
  if (convolutions.length === 0) return [...new Set(parts.map(({ kind }) => kind))].join(', ');
  return `${list}: ${convolutions.length} ${convolutions.length === 1 ? 'convolution' : 'convolutions'}`;
}

const selectSuffix = '/select';

/** One for each SK unit with attention. */
export function selectParts(parts: readonly Part[]): readonly Part[] {
  return parts.filter(({ name, kind }) => kind === 'scale' && name.endsWith(selectSuffix));
}

/** 'SK[3×3, 5×5; G = 32]', kernels by the extent that they cover. */
function unitKind(select: Part, parts: readonly Part[]): string {
  const prefix = select.name.slice(0, -selectSuffix.length + 1);
  const branches = parts.filter(({ name, kind }) => name.startsWith(prefix) && kind === 'convolution');
  const sizes = branches.map(({ window }) => {
    const [height, width] = window!.kernel.map((size, i) => (size - 1) * window!.dilations[i]! + 1);
    return `${height}×${width}`;
  });
  const groups = [...new Set(branches.map(({ window }) => window!.groups))];
  return `SK[${sizes.join(', ')}; G = ${groups.join(', ')}]`;
}

/** '3×3', '3×3 (G = 32)', 'depthwise 3×3'. */
function convolutionKind({ window, outputShape }: Part): string {
  if (window === undefined) return 'k×k';
  const size = window.kernel.join('×');
  if (window.groups === 1) return size;
  return window.groups === outputShape.at(-1) ? `depthwise ${size}` : `${size} (G = ${window.groups})`;
}
