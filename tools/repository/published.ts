/** What READMEs say as long as the packages are not on npm; `published` of the root's package.json is the one place that knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/workspaces.mjs';

/** Returns the command that makes an archive of each package, in the root of a clone. */
export const packCommand = (folder: string): string => `npm pack ./packages/* --pack-destination ${folder}`;

/** Returns the path of a package's archive, whatever its version, for a shell in a folder beside the clone. */
export const archiveOf = (name: string): string => `../${name}-*.tgz`;

export const note = `Not published yet: run \`npm run setup && ${packCommand('..')}\` in a clone, and in a folder beside it write the archive for each name below that begins with \`sk-\`, such as \`${archiveOf('sk-core')}\` for \`sk-core\`.`;

/** Returns whether the packages are on npm. */
export function isPublished(): boolean {
  const { published } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    published?: unknown;
  };
  if (typeof published !== 'boolean') throw new Error('package.json: published wants true or false');
  return published;
}

/** Says what is wrong with a README; undefined where nothing is. */
export function wrongAboutRelease(text: string, published: boolean): string | undefined {
  const says = text.replace(/\s+/g, ' ').includes(note);
  if (!published) return says ? undefined : `does not say: ${note}`;
  return /not published yet/i.test(text) ? 'says that the packages are not published yet' : undefined;
}
