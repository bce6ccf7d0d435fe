/** The progress of this process: a bar on a terminal, lines in a pipe. */
import { BarProgress } from './barProgress.js';
import { LineProgress } from './lineProgress.js';
import type { Progress } from './progress.js';

export function openProgress(): Progress {
  if (process.stderr.isTTY) return new BarProgress(process.stderr);
  return new LineProgress((text) => void process.stderr.write(text));
}
