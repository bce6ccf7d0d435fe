/** Links of the documents: no file and no heading that they point to is missing. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/workspaces.mjs';

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(root, file)));

const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '``');

/** Returns the targets of all links and pictures of a text. */
const targets = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)].map(([, target]) => String(target));

/** Returns the anchors that GitHub gives the headings of a text. */
const anchors = (text: string): string[] =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );

/** Says what is wrong with a link of a document; undefined where nothing is. */
function fault(document: string, target: string): string | undefined {
  if (/^https?:/.test(target)) return URL.canParse(target) ? undefined : `${target} is no address`;
  if (/^[a-z]+:/.test(target)) return `${target} has an unknown scheme`;
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? document : join(dirname(document), decodeURI(path));
  if (file.startsWith('..')) return `${target} leaves the repository`;
  if (!existsSync(join(root, file))) return `${target} is not there`;
  if (anchor === undefined) return undefined;
  const isText = statSync(join(root, file)).isFile();
  if (isText && anchors(readFileSync(join(root, file), 'utf8')).includes(anchor)) return undefined;
  return `${target}: ${file} has no such heading`;
}

it('reads the READMEs of all packages and examples', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'packages/sk-core/README.md', 'examples/sk-mobilenet/README.md']),
  );
  expect(documents.flatMap((file) => targets(readFileSync(join(root, file), 'utf8'))).length).toBeGreaterThan(
    40,
  );
});

it('finds a file, a heading and an address that are not there', () => {
  expect(fault('README.md', 'nowhere.md')).toBe('nowhere.md is not there');
  expect(fault('README.md', 'CONTRIBUTING.md#xyzzy')).toMatch('has no such heading');
  expect(fault('README.md', 'https://')).toBe('https:// is no address');
  expect(fault('README.md', 'CONTRIBUTING.md#the-public-surface')).toBeUndefined();
});

it.each(documents)('every link of %s leads somewhere', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  expect(targets(text).flatMap((target) => fault(document, target) ?? [])).toEqual([]);
});
