/** docs/trainers.md has every option of the other trainers, and of `fit` and `eval` every one that there is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../command.js';

const text = readFileSync(new URL('../../../../docs/trainers.md', import.meta.url), 'utf8');
const others = JSON.parse(
  readFileSync(new URL('../data/options.json', import.meta.url), 'utf8'),
) as readonly { readonly of: string; readonly version: string; readonly options: readonly string[] }[];

const codeIn = (cell = ''): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => String(code));

/** Returns the cells of the rows of a section. */
function rowsOf(title: string): readonly (readonly string[])[] {
  const [, section = ''] = new RegExp(`\n## ${title}\n([^]*?)(?=\n## |$)`).exec(text) ?? [];
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Returns `fit --lr` for `--lr`, `eval --tta` for itself, and nothing for what is no option. */
const optionOf = (code: string): readonly string[] => {
  const [, command = 'fit', option] = /^(?:([a-z-]+) )?(--[a-z][\w-]*)/.exec(code) ?? [];
  return option === undefined ? [] : [`${command} ${option}`];
};

const cellsOfOurs = [
  ...others.flatMap(({ of }) => rowsOf(of).map(([, ours]) => ours)),
  ...rowsOf('What theirs have not').map(([ours]) => ours),
];
const named = cellsOfOurs.flatMap(codeIn);

async function optionsOf(command: string): Promise<readonly string[]> {
  const { stdout } = await runCommand([command, '--help']);
  const options = stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm);
  return [...options]
    .map(([, option]) => `${command} ${option}`)
    .filter((option) => !option.endsWith('--help'));
}

describe.each(others)('$of', ({ of, version, options }) => {
  const rows = rowsOf(of);

  it('has a row for each of its options, once', () => {
    expect(rows.flatMap(([theirs]) => codeIn(theirs)).sort()).toEqual([...options].sort());
    expect(options.length).toBeGreaterThan(30);
    expect(text.slice(0, 1000)).toContain(version);
  });

  it('has a reason wherever we have nothing', () => {
    const silent = rows.filter(([, ours, why = '']) => ours === '' && why.length < 12);
    expect(silent).toEqual([]);
  });
});

describe('our options', async () => {
  const commands = [
    ...new Set(['fit', 'eval', ...named.flatMap(optionOf).map((option) => option.split(' ')[0] as string)]),
  ];
  const known = new Set((await Promise.all(commands.map(optionsOf))).flat());

  it('are those of --help', () => {
    const unknown = named.flatMap(optionOf).filter((option) => !known.has(option));
    expect(unknown).toEqual([]);
    expect(known.size).toBeGreaterThan(100);
  });

  it('of fit and eval are all named', () => {
    const ours = [...known].filter((option) => /^(fit|eval) /.test(option));
    const told = new Set(named.flatMap(optionOf));
    expect(ours.filter((option) => !told.has(option))).toEqual([]);
  });

  it('--set names fields that a recipe has', async () => {
    const fields = [...new Set(named.flatMap((code) => /^--set (\w+)$/.exec(code)?.[1] ?? []))];
    expect(fields.length).toBeGreaterThan(5);
    const set = fields.flatMap((field) => ['--set', `${field}=null`]);
    expect(await runCommand(['fit', '--recipe', 'cifar', ...set, '--print-recipe'])).toMatchObject({
      code: 0,
    });
  });
});
