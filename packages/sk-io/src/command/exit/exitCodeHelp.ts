/** The exit codes in words, for the help of a command. */
import { exitCodes } from './exitCodes.js';

export type ExitCodeWords = Partial<Readonly<Record<keyof typeof exitCodes, string>>>;

/** Codes that every command can end with. */
const common: ExitCodeWords = {
  ok: 'done',
  failure: 'failure',
  usage: 'wrong usage, or a backend that is not there or does not start',
  data: 'bad data, image, weights or model',
  outOfMemory: 'out of memory',
};

const width = 110;

/** Returns lines of `Exit codes: 0 done, 1 failure, ...`, with the words of one command in place of the common ones. */
export function exitCodeHelp(own: ExitCodeWords = {}): string {
  const words: ExitCodeWords = { ...common, ...own };
  const parts = Object.entries(exitCodes).flatMap(([name, code]) => {
    const text = words[name as keyof typeof exitCodes];
    return text === undefined ? [] : [`${code} ${text}`];
  });
  const lines = ['Exit codes:'];
  for (const word of `${parts.join(', ')}.`.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length > width) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  return lines.join('\n');
}
