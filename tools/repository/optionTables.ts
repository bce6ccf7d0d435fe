/** The options of commands, as the tables of a README and as `--help` have them. */

export interface DocumentedOption {
  readonly option: string;
  readonly command: string;
}

const optionsIn = (text: string): readonly string[] => text.match(/(?<![\w-])--[a-z][\w-]*/g) ?? [];
const codeIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => String(code));

/** Returns the cells of a table's row. */
const cells = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/**
 * Returns what the tables of options say. A table with a column `of` names the commands of each option there, or `all`; one
 * without is of the command at the beginning of the paragraph before it.
 */
export function documentedOptions(readme: string, commands: readonly string[]): readonly DocumentedOption[] {
  const paragraphs = readme.split(/\n{2,}/);
  return paragraphs.flatMap((table, k) => {
    if (!table.startsWith('| option |')) return [];
    const [head = '', , ...rows] = table.split('\n');
    const of = cells(head).indexOf('of');
    const before = paragraphs[k - 1] ?? '';
    return rows.flatMap((row) => {
      const [option = ''] = cells(row);
      const cell = cells(row)[of];
      const whose =
        cell === 'all' ? commands : cell === undefined ? codeIn(before).slice(0, 1) : codeIn(cell);
      return whose.flatMap((command) => optionsIn(option).map((name) => ({ option: name, command })));
    });
  });
}

/** Returns the options that a command's help lists. */
export const optionsOfHelp = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => String(option));

/** Returns the sub-commands that a program's help lists, without `help` itself. */
export const commandsOfHelp = (help: string): readonly string[] =>
  [...(help.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm)]
    .map(([, command]) => String(command))
    .filter((command) => command !== 'help');

/** Returns the options of each call of a program in the code of a text. */
export function calledOptions(text: string, program: string): readonly DocumentedOption[] {
  const calls = text.matchAll(
    new RegExp(`(?:\\bnpx |\`)${program} ([a-z][\\w-]*)((?:\\\\\\n|[^\`\\n#])*)`, 'g'),
  );
  return [...calls].flatMap(([, command = '', rest = '']) =>
    optionsIn(rest).map((option) => ({ option, command })),
  );
}

/** Returns the options that stand in the code of prose, in backticks; those of npm are its own. */
export const mentionedOptions = (text: string): readonly string[] =>
  codeIn(text.replace(/^```.*?^```$/gms, ''))
    .filter((code) => !/\bnpm /.test(code))
    .flatMap(optionsIn);
