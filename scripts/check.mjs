/**
 * Lint, types, and the tests whose inputs differ from the branch that this one left, uncommitted changes included. Quick;
 * `npm test` is everything.
 */
import { spawnSync } from 'node:child_process';
import { install } from './install.mjs';
import { turbo } from './turbo.mjs';
import { root } from './workspaces.mjs';

/** Returns the commit where this branch left the remote's, or the last commit where there is no remote. */
function base() {
  const { status, stdout } = spawnSync('git', ['merge-base', 'HEAD', 'origin/HEAD'], {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'HEAD';
}

await install();
process.exit(
  await turbo(['lint', 'types', 'test', '--affected', '--continue', '--output-logs=errors-only'], {
    TURBO_SCM_BASE: base(),
  }),
);
