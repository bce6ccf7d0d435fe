/** READMEs install what their examples need, and say only where it is so that a block cannot run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifests, root } from '../../api/entries.mjs';
import { type Block, blocksOf, installed, type Mark, readmes } from '../readmes.js';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
const packages = manifests();

/** Says whether a block cannot run with Node alone. */
const reasons: Readonly<Record<Mark, (block: Block) => boolean>> = {
  'in a page': ({ language, code }) =>
    language === 'ts' && /\bdocument\b|\bsetWasmPaths\b|\bstart\b.*from 'sk-backend-webgpu'/.test(code),
  'in a clone': ({ language, code }) =>
    language === 'sh' &&
    [...code.matchAll(/^(.*?) *(?:#.*)?$/gm)].every(
      ([, command = '']) =>
        command === '' ||
        command === 'npm test' ||
        Object.hasOwn(scripts, /^npm run (\S+)$/.exec(command)?.[1] ?? ''),
    ),
  'on a GPU': ({ language, code }) => language === 'sh' && code.includes('tensorflow[and-cuda]'),
};

describe.each(readmes())('$file', (readme) => {
  const blocks = blocksOf(readme);

  it('has blocks that run, and marks those alone that cannot', () => {
    expect(blocks.filter(({ mark }) => mark === undefined).length).toBeGreaterThan(1);
    for (const block of blocks) {
      const cannot = Object.entries(reasons).flatMap(([mark, isSo]) => (isSo(block) ? [mark] : []));
      expect({ code: block.code, mark: block.mark }).toEqual({ code: block.code, mark: cannot[0] });
    }
  });

  it('installs every peer of a package with the package, and what an example imports before the example', () => {
    const there = new Set<string>();
    for (const { language, code, mark } of blocks) {
      if (language === 'sh') {
        for (const name of installed(code)) there.add(name.replace(/(?<=.)@.*/, ''));
        for (const name of there) {
          const { peerDependencies = {}, peerDependenciesMeta = {} } = packages.get(name) ?? {};
          const wanted = Object.keys(peerDependencies).filter(
            (peer) => !peerDependenciesMeta[peer]?.optional,
          );
          expect({ name, missing: wanted.filter((peer) => !there.has(peer)) }).toEqual({ name, missing: [] });
        }
      } else if (mark === undefined) {
        const imports = [...code.matchAll(/^import (?:.* from )?'((?:@[^/']+\/)?[^/']+)/gm)].map(
          ([, name]) => name,
        );
        expect(imports.filter((name) => !there.has(String(name)))).toEqual([]);
      }
    }
    expect(there.size).toBeGreaterThan(2);
  });
});

it('refuses a block of another language, and a mark without a reason', () => {
  const block = (before: string, language: string) => ({
    file: 'x.md',
    text: `${before}\`\`\`${language}\n1\n\`\`\`\n`,
  });
  expect(() => blocksOf(block('', 'js'))).toThrow("x.md: no test runs blocks of 'js'");
  expect(() => blocksOf(block('<!-- later -->\n', 'ts'))).toThrow("x.md: 'later' is no reason");
  expect(blocksOf(block('<!-- in a page -->\n', 'ts'))).toEqual([
    { language: 'ts', code: '1\n', mark: 'in a page' },
  ]);
});
