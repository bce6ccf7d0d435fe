/** Differences between the tensors of a file and the weights of a model. */
import { quoted } from '../formats/safetensors/jsonCursor.js';
import type { WeightLayout } from '../weights/weightBinding.js';
import { fitsLayout, shapeInFile } from '../weights/weightLayout.js';
import type { TensorInfo } from '../weights/weightSource.js';

/** A weight that is wanted, as the file should have it. */
export interface WantedTensor {
  readonly tensor: string;
  /** In the model. */
  readonly shape: readonly number[];
  readonly layout: WeightLayout;
}

/** Lists tensors by name, with both shapes where these differ. */
export interface Differences {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly misshapen: readonly string[];
  /** Names of tensors, grouped by the reason. */
  readonly unreadable: ReadonlyMap<string, readonly string[]>;
}

/** Returns what differs. @param isKnown Tells which tensors may be there without being wanted. */
export function findDifferences(
  tensors: ReadonlyMap<string, TensorInfo>,
  wanted: readonly WantedTensor[],
  isKnown: (tensor: string) => boolean,
): Differences {
  const unreadable = new Map<string, string[]>();
  for (const { tensor } of wanted) {
    const why = tensors.get(tensor)?.unreadable;
    if (why !== undefined) unreadable.set(why, [...(unreadable.get(why) ?? []), tensor]);
  }
  return {
    missing: wanted.filter(({ tensor }) => !tensors.has(tensor)).map(({ tensor }) => tensor),
    unexpected: [...tensors.keys()].filter((name) => !isKnown(name)).map(quoted),
    misshapen: wanted.flatMap(({ tensor, shape, layout }) => {
      const found = tensors.get(tensor)?.shape;
      return found === undefined || fitsLayout(found, shape, layout)
        ? []
        : [`${tensor} [${found}] for [${shapeInFile(shape, layout)}]`];
    }),
    unreadable,
  };
}

/** Returns the differences in words, the first of each kind by name; nothing where there are none. */
export function describeDifferences(
  { missing, unexpected, misshapen, unreadable }: Differences,
  most = 10,
): string {
  const kinds: readonly (readonly [what: string, names: readonly string[]])[] = [
    ...Object.entries({ missing, unexpected, misshapen }),
    ...[...unreadable].map(([why, names]) => [`unreadable (${why})`, names] as const),
  ];
  return kinds
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${names.length} ${what}: ${firstOf(names, most)}`)
    .join('; ');
}

function firstOf(names: readonly string[], most: number): string {
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${rest}`;
}
