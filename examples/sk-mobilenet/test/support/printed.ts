/** Takes apart what an example prints and what its README says of it. */
import { readFileSync } from 'node:fs';

export interface Printed {
  /** Without empty lines; losses, whose last digits depend on the build of the kernels, are left out. */
  readonly lines: readonly string[];
  readonly losses: readonly number[];
}

const loss = /(?<=\bloss |^Loss .*: )\d+\.\d+/;

/** Takes the lines of a program apart. */
export function printed(text: string): Printed {
  const lines = text.split('\n').filter((line) => line !== '');
  return {
    lines: lines.map((line) => line.replace(loss, '...')),
    losses: lines.flatMap((line) => loss.exec(line)?.map(Number) ?? []),
  };
}

/** Returns what the README says, which is its block without a language. */
export function printedInReadme(readme: URL): Printed {
  const [, block] = /^```\n(A .*?)^```$/ms.exec(readFileSync(readme, 'utf8')) ?? [];
  if (block === undefined) throw new Error(`${readme.pathname}: says nothing about what is printed`);
  return printed(block);
}
