/** Data as the text of a file: numbers to six digits, so that it stays small and the same input gives the same bytes. */

import { visible } from '../../visible.js';
import { shortNumber } from './shortNumber.js';

/** Returns the data as indented JSON that ends with a line break. */
export function jsonText(data: object): string {
  const short = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? shortNumber(value) : value;
  return `${visible(JSON.stringify(data, short, 1))}\n`;
}
