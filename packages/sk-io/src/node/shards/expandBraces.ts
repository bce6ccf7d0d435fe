/** Names of many files in one, as shells and WebDataset write them: `train-{000000..000127}.tar`, `{train,val}-0.tar`. */
import { DataError } from '../../dataError.js';

/** Names that one pattern may stand for. */
const most = 1_000_000;

/**
 * Returns all names that a pattern stands for, in the order in which they are written; the pattern itself where it has no
 * braces.
 * @throws DataError for braces that hold neither a range nor a list, and for more than a million names
 */
export function expandBraces(pattern: string): readonly string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const end = pattern.indexOf('}', open);
  const inside = end < 0 ? '' : pattern.slice(open + 1, end);
  const parts = rangeOf(inside) ?? (inside.includes(',') ? inside.split(',') : undefined);
  if (parts === undefined || inside.includes('{')) {
    throw new DataError(`${pattern}: braces want a range {000..127} or a list {a,b}`);
  }
  const rest = expandBraces(pattern.slice(end + 1));
  if (parts.length * rest.length > most)
    throw new DataError(`${pattern}: stands for more than ${most} files`);
  const before = pattern.slice(0, open);
  return parts.flatMap((part) => rest.map((after) => `${before}${part}${after}`));
}

/** Returns the numbers of a range with as many digits as its first one; undefined for what is no range. */
function rangeOf(text: string): readonly string[] | undefined {
  const found = /^(\d{1,12})\.\.(\d{1,12})$/.exec(text);
  if (found === null) return undefined;
  const [, first = '', last = ''] = found;
  const count = Number(last) - Number(first) + 1;
  if (count < 1) throw new DataError(`{${text}}: ends before it begins`);
  if (count > most) throw new DataError(`{${text}}: stands for more than ${most} files`);
  return Array.from({ length: count }, (_, i) => String(Number(first) + i).padStart(first.length, '0'));
}
