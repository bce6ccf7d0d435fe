/** A block in one line, in the notation of the paper's Table 1. */
import { elementAt } from 'sk-core';
import type { Part, PartGroup } from './groupParts.js';

/** More kinds of convolution than these are left out of the line. */
const mostKinds = 3;

/** Returns 'SK[3×3, 5×5; G = 32] × 3', '3×3, 1×1: 7 convolutions' or '1000 outputs'. */
export function blockDetail({ name, parts }: PartGroup): string {
  const selects = selectParts(parts);
  if (selects.length > 0) {
    const kinds = new Set(selects.map((select) => unitKind(select, parts)));
    return `${[...kinds].slice(0, 2).join(', ')} × ${selects.length}`;
  }
  const convolutions = parts.filter(({ kind }) => kind === 'convolution');
  if (name === 'classifier' && convolutions.length === 0) {
    return `${elementAt(parts, parts.length - 1).outputShape.join(' × ')} outputs`;
  }
  const kinds = [...new Set(convolutions.map(convolutionKind))];
  const more = kinds.length > mostKinds ? ', …' : '';
  const list = kinds.slice(0, mostKinds).join(', ') + more;
  if (convolutions.length === 0) return [...new Set(parts.map(({ kind }) => kind))].join(', ');
  return `${list}: ${convolutions.length} ${convolutions.length === 1 ? 'convolution' : 'convolutions'}`;
}

const selectSuffix = '/select';

/** Returns the parts that weight branches by their attention, one for each SK unit. */
export function selectParts(parts: readonly Part[]): readonly Part[] {
  return parts.filter(({ name, kind }) => kind === 'scale' && name.endsWith(selectSuffix));
}

/** Returns 'SK[3×3, 5×5; G = 32]', each kernel with the extent that it covers. */
function unitKind(select: Part, parts: readonly Part[]): string {
  const prefix = select.name.slice(0, -selectSuffix.length + 1);
  const windows = parts
    .filter(({ name, kind }) => name.startsWith(prefix) && kind === 'convolution')
    .flatMap(({ window }) => (window === undefined ? [] : [window]));
  const sizes = windows.map(({ kernel: [height, width], dilations: [down, across] }) => {
    return `${extent(height, down)}×${extent(width, across)}`;
  });
  const groups = [...new Set(windows.map((window) => window.groups))];
  return `SK[${sizes.join(', ')}; G = ${groups.join(', ')}]`;
}

const extent = (kernelSize: number, dilation: number): number => (kernelSize - 1) * dilation + 1;

/** Returns '3×3', '3×3 (G = 32)' or 'depthwise 3×3'. */
function convolutionKind({ window, outputShape }: Part): string {
  if (window === undefined) return 'k×k';
  const size = window.kernel.join('×');
  if (window.groups === 1) return size;
  return window.groups === outputShape.at(-1) ? `depthwise ${size}` : `${size} (G = ${window.groups})`;
}
