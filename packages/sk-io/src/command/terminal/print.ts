/** Where a command's words go: results to standard output, everything else to standard error. */
import { visible } from '../../visible.js';
import { oneLine } from './oneLine.js';

/** Prints a part of the result, of one line or several. */
export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a result as JSON; names in it may hold anything. */
export function printJson(value: unknown): void {
  printResult(visible(JSON.stringify(value, null, 2)));
}

/** Prints one line beside the result; file names in it may hold anything. */
export function printNote(text: string): void {
  process.stderr.write(`${oneLine(text)}\n`);
}
