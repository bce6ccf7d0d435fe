/** Runs tasks of turbo.json. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { exitCode } from './run.mjs';
import { root } from './workspaces.mjs';

const silent = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };

/** Returns the exit code of `turbo run` with these arguments. Two tasks more than cores: many use less than a core. */
export function turbo(args, env = {}) {
  const platform = `${process.platform} ${process.arch}, Node ${process.versions.node}`;
  const cores = availableParallelism();
  return exitCode(
    process.execPath,
    [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), 'run', `--concurrency=${cores + 2}`, ...args],
    root,
    { ...silent, SK_PLATFORM: platform, ...env },
  );
}
