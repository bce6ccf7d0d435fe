/** Runs a command to its end with its output on ours; a failure ends this process with the command's exit code. */
import { spawn } from 'node:child_process';

export async function run(command, args, cwd, env = {}) {
  const code = await exitCode(command, args, cwd, env);
  if (code !== 0) {
    console.error(`${[command, ...args].join(' ')} ended with exit code ${code}`);
    process.exit(code);
  }
}

export function exitCode(command, args, cwd, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 0 : 1)));
  });
}

/** npm as it was started; outside of `npm run`, the one on the path. */
export function runNpm(args, cwd) {
  const npm = process.env.npm_execpath;
  if (npm !== undefined) return run(process.execPath, [npm, ...args], cwd);
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, cwd);
}
