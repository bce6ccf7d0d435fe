/** Says which of a file's tensors were taken. */
import { isAverage, type WeightView } from './weightViews.js';

/** Tensors that are named. */
const most = 3;

/** Returns a sentence; undefined where all tensors were taken under the names that they have. */
export function viewNote({ source, prefixes, averaged, left }: WeightView): string | undefined {
  if (prefixes.length === 0 && left.length === 0) return undefined;
  const under =
    prefixes.length === 0 ? 'without a prefix' : `under ${prefixes.map((p) => `'${p}'`).join(', ')}`;
  const what = averaged ? `the average of the weights (EMA)` : 'tensors';
  const more = left.length > most ? ` and ${left.length - most} more` : '';
  const rest = left.length === 0 ? '' : `, and not ${left.slice(0, most).join(', ')}${more}`;
  const hint = averaged || !left.some(isAverage) ? '' : ' (an average: --ema, ema: true, takes that)';
  return `${source.what}: took ${what} ${under}: ${source.tensors.size}${rest}${hint}`;
}
