/** Runs the built `sk-train` command in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../bin/sk-train.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gives a process SwiftShader as its GPU; on other systems than Linux x64 it keeps the machine's own. */
const swiftShader = new URL('../../../tools/swiftshader/load.mjs', import.meta.url).href;

export interface CommandOptions {
  /** Whether the process has a WebGPU adapter in any case. */
  readonly gpu?: boolean;
  /** URLs of modules that the process loads first. */
  readonly imports?: readonly string[];
}

export function startCommand(
  args: readonly string[],
  { gpu = false, imports = [] }: CommandOptions = {},
): { child: ChildProcess; finished: Promise<Finished> } {
  const before = [...(gpu ? [swiftShader] : []), ...imports].flatMap((url) => ['--import', url]);
  const node = [...before, script, ...args];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

export function runCommand(args: readonly string[], options?: CommandOptions): Promise<Finished> {
  return startCommand(args, options).finished;
}
