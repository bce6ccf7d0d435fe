/** Peers follow the code: a package asks for the first version of another that has every name which it imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { entriesOf, manifests, root } from '../../../api/entries.mjs';
import { importedNames } from '../../../api/importedNames.mjs';
import { namesIn } from '../../../api/reportNames.mjs';

type Since = Readonly<Record<string, Readonly<Record<string, string>>>>;

const packages = [...manifests().values()];
const sinceOf = new Map(
  packages.map(({ name }) => [
    name,
    JSON.parse(readFileSync(join(root, 'packages', name, 'api/since.json'), 'utf8')) as Since,
  ]),
);

/** Lists what the sources of a package import from others, by the specifier of the import. */
function importsOf(name: string): readonly (readonly [specifier: string, imported: string])[] {
  const folder = join(root, 'packages', name, 'src');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => importedNames(readFileSync(join(entry.parentPath, entry.name), 'utf8')));
}

describe.each(packages)('$name', ({ name, version, peerDependencies = {}, ...manifest }) => {
  it('records the version of each exported name', () => {
    for (const { specifier, report } of entriesOf({ name, version, ...manifest })) {
      const text = readFileSync(join(root, 'packages', name, 'api', report), 'utf8');
      const recorded = sinceOf.get(name)?.[specifier] ?? {};
      expect(Object.keys(recorded).sort()).toEqual(
        namesIn(text)
          .map((exported) => exported.name)
          .sort(),
      );
      const latest = semver.inc(version, 'minor') ?? version;
      expect(Object.values(recorded).filter((since) => semver.gt(since, latest))).toEqual([]);
    }
  });

  it('asks for peers that have what it imports', () => {
    const tooOld = importsOf(name).flatMap(([specifier, imported]) => {
      const [owner = ''] = specifier.split('/');
      const known = sinceOf.get(owner);
      const since = (known?.[specifier] ?? known?.[specifier.replace(/[^/]+$/, '*')])?.[imported];
      if (owner === name || since === undefined) return [];
      const range = peerDependencies[owner];
      const least = range === undefined ? undefined : semver.minVersion(range);
      if (least !== undefined && least !== null && semver.gte(least, since)) return [];
      return [`${imported} came with ${specifier} ${since}: raise the peer ${owner} (${range}) to ^${since}`];
    });
    expect(tooOld).toEqual([]);
  });
});
