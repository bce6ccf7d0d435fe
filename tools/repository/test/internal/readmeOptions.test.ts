/** What the READMEs say of the commands and their options is what `--help` says, both ways. */
import { describe, expect, it } from 'vitest';
import {
  calledOptions,
  commandsOfHelp,
  type DocumentedOption,
  documentedOptions,
  mentionedOptions,
  optionsOfHelp,
} from '../../optionTables.js';
import { readmes } from '../../readmes.js';
import { runCommand } from './support/runCommand.js';

const all = readmes();
const readmeOf = (name: string): string =>
  all.find(({ file }) => file === `packages/${name}/README.md`)?.text ?? '';
const sorted = (options: readonly DocumentedOption[]): readonly string[] =>
  options.map(({ option, command }) => `${command} ${option}`).sort();

describe.each([
  ['sk-train', 13],
  ['sk-viz', 10],
] as const)('%s', async (program, count) => {
  const { stdout } = await runCommand(program, ['--help']);
  const commands = commandsOfHelp(stdout);
  const helped: DocumentedOption[] = [];
  for (const command of commands) {
    const { stdout: help } = await runCommand(program, [command, '--help']);
    helped.push(...optionsOfHelp(help).map((option) => ({ option, command })));
  }

  it('the README has a row for each command, and for no other', () => {
    const [, table = ''] = /\n\| command \|.*\n\|[-|]+\n((?:\|.*\n)+)/.exec(readmeOf(program)) ?? [];
    expect([...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, command]) => command)).toEqual(commands);
    expect(commands).toHaveLength(count);
  });

  it('the tables of options list what each command has, and nothing else', () => {
    expect(sorted(documentedOptions(readmeOf(program), commands))).toEqual(sorted(helped));
    expect(helped.length).toBeGreaterThan(60);
  });

  it.each(all)('$file calls no command and no option that is not there', ({ file, text }) => {
    const known = new Set(sorted(helped));
    expect(sorted(calledOptions(text, program)).filter((call) => !known.has(call))).toEqual([]);
    if (file !== `packages/${program}/README.md`) return;
    const names = new Set(helped.map(({ option }) => option));
    expect(mentionedOptions(text).length).toBeGreaterThan(20);
    expect(mentionedOptions(text).filter((option) => !names.has(option))).toEqual([]);
  });
});

describe('a table of options', () => {
  const head = (columns: string): string => `| option |${columns}\n|---|\n`;

  it('is of the command at the beginning of the paragraph before it', () => {
    const text = `\`fit\`, as \`eval\`:\n\n${head(' meaning |')}| \`--data <folder>\` | \`--none\` |\n| \`--lr\` | |\n\nEnd.`;
    expect(sorted(documentedOptions(text, ['fit', 'eval']))).toEqual(['fit --data', 'fit --lr']);
  });

  it('names commands in a column of its own', () => {
    const text = `Several:\n\n${head(' of |')}| \`--json\` | \`fit\`, \`eval\` |\n| \`--help\` | all |`;
    expect(sorted(documentedOptions(text, ['fit', 'top']))).toEqual([
      'eval --json',
      'fit --help',
      'fit --json',
      'top --help',
    ]);
  });

  it('finds the options of calls that go over several lines, without comments', () => {
    const text =
      '```sh\nnpx sk-train fit --data x \\\n  --epochs 2   # not --lr\n```\nand `npx sk-train doctor --json`';
    expect(sorted(calledOptions(text, 'sk-train'))).toEqual(['doctor --json', 'fit --data', 'fit --epochs']);
  });
});
