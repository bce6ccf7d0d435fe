/** Chooses the convolutions that are to be replaced: by kind, by name or by what a user asks of each. */
import { didYouMean } from 'sk-core';
import { isPartOf } from '../../graph/findNode.js';
import { ModelError } from '../../modelError.js';
import { globPattern, isGlob } from '../../nameGlob.js';
import type { ConvDescription, ConvKind } from './convolution.js';
import type { ReplaceConvsOptions } from './options.js';

export type ConvMatch = NonNullable<ReplaceConvsOptions['match']>;

const kinds = Object.keys({
  depthwise: true,
  grouped: true,
  dense: true,
  all: true,
} satisfies Record<ConvKind | 'all', true>);

/**
 * Returns what tells whether a convolution matches.
 *
 * @param convs All of the network.
 * @throws ModelError for a word that is no kind, no glob and no name.
 */
export function convMatcher(
  match: ConvMatch,
  convs: readonly ConvDescription[],
): (conv: ConvDescription) => boolean {
  if (typeof match === 'function') return match;
  if (match instanceof RegExp) return ({ name }) => name.search(match) >= 0;
  if (kinds.includes(match)) {
    return ({ kind, kernelSize }) =>
      (match === 'all' || match === kind) && kernelSize.some((size) => size > 1);
  }
  const names = convs.map(({ name }) => name);
  if (typeof match === 'string') {
    if (isGlob(match)) {
      const pattern = globPattern(match);
      return ({ name }) => pattern.test(name);
    }
    const isNamed = (name: string): boolean => name === match || isPartOf(name, match);
    if (names.some(isNamed)) return ({ name }) => isNamed(name);
  }
  const wanted = `${kinds.map((kind) => `'${kind}'`).join(', ')}, a pattern, a function, or a name or glob of layers`;
  const got = typeof match === 'string' ? `'${match}'` : String(match);
  throw new ModelError(
    `replaceConvs: match wants ${wanted}, got ${got}${didYouMean(String(match), [...kinds, ...names])}`,
  );
}

/** Says in an error what was looked for. */
export function describeMatch(match: ConvMatch): string {
  if (match === 'all') return '3x3 convolution';
  if (typeof match === 'function') return '3x3 convolution that the function matches';
  if (match instanceof RegExp) return `3x3 convolution that ${match} matches`;
  return kinds.includes(match) ? `${match} 3x3 convolution` : `3x3 convolution that '${match}' matches`;
}
