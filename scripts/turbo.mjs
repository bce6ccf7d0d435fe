/** Runs tasks of turbo.json. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { exitCode } from './run.mjs';
import { root } from './workspaces.mjs';

const silent = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

/** How many tasks run at a time beyond one for each core: many use less than a core. */
const waiting = 2;

/** Returns the exit code of `turbo run` with these arguments. */
export function turbo(args, env = {}) {
  const platform = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  const concurrency = availableParallelism() + waiting;
  return exitCode(
    process.execPath,
    [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), 'run', `--concurrency=${concurrency}`, ...args],
    root,
    { ...silent, SK_PLATFORM: platform, ...env },
  );
}
