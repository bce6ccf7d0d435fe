/** Runs the commands as npm installs them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', '..', 'node_modules', '.bin');
const swiftShader = new URL('../swiftshader/load.mjs', import.meta.url).href;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end.
 *
 * @param gpu Whether the process gets SwiftShader as its WebGPU adapter.
 */
export function runCommand(
  command: 'sk-train' | 'sk-viz',
  args: readonly string[],
  { gpu = false }: { readonly gpu?: boolean } = {},
): Promise<Finished> {
  const node = [...(gpu ? ['--import', swiftShader] : []), join(bin, command), ...args];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

type LogLine =
  | { readonly kind: 'step'; readonly loss: number }
  | { readonly kind: 'epoch'; readonly testAccuracy?: number };

/** Returns the records of a run's log. */
export function logOf(run: string): readonly LogLine[] {
  const lines = readFileSync(join(run, 'log.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as LogLine);
}

/** Returns the loss of each step that a run's log has. */
export function lossesOf(run: string): readonly number[] {
  return logOf(run).flatMap((record) => (record.kind === 'step' ? [record.loss] : []));
}
