/** The commit that a result was made by. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Returns the commit of the folder that the command runs in, with + where tracked files have changed; empty outside of git.
 *
 * @param results A folder that does not count: results come in while the sweep goes on.
 */
export function commitHere(results: string): string {
  const commit = git('rev-parse', '--short=12', 'HEAD');
  if (commit.status !== 0) return '';
  const { stdout: top } = git('rev-parse', '--show-toplevel');
  const place = `:(exclude,top)${resolve(results)}`;
  const changed = git('-C', top.trim(), 'diff', '--quiet', 'HEAD', '--', '.', place);
  // Git refuses a place outside of the work tree, which cannot change it either.
  const isChanged =
    changed.status === 128
      ? git('-C', top.trim(), 'diff', '--quiet', 'HEAD').status === 1
      : changed.status === 1;
  return `${commit.stdout.trim()}${isChanged ? '+' : ''}`;
}

const git = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
  spawnSync('git', args, { encoding: 'utf8' });
