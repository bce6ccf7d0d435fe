/** Runs commands to their end with their output on this process's. */
import { spawn } from 'node:child_process';

/** Runs a command; a failure ends this process with the command's exit code. */
export async function run(command, args, cwd, env = {}) {
  const code = await exitCode(command, args, cwd, env);
  if (code !== 0) {
    console.error(`${[command, ...args].join(' ')} ended with exit code ${code}`);
    process.exit(code);
  }
}

/** Returns the exit code of a command, 1 where a signal ended it. */
export function exitCode(command, args, cwd, env = {}) {
  return ended(spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' }));
}

/** Returns the exit code of a line of shell. */
export function shellExitCode(line, cwd) {
  return ended(spawn(line, { cwd, shell: true, stdio: 'inherit' }));
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs npm as it was started; outside of `npm run`, the one on the path. */
export function runNpm(args, cwd) {
  const npm = process.env.npm_execpath;
  if (npm !== undefined) return run(process.execPath, [npm, ...args], cwd);
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, cwd);
}
