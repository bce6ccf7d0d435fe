/** `--limit`: more work than a file may ask for, where it is trusted. */
import type { FileLimits } from 'sk-io';
import { UsageError } from 'sk-io/command';

export interface LimitOption {
  readonly limit?: readonly string[];
}

/** Returns the limits of `--limit name=count`, as often as it was given. @throws UsageError for what has another form */
export function limitsOf({ limit = [] }: LimitOption): { readonly limits: Partial<FileLimits> } {
  const given = limit.map((text) => {
    const [, name = '', count = ''] = /^(?:limits\.)?(\w+)=(\d+)$/.exec(text) ?? [];
    if (name === '') throw new UsageError(`--limit ${text}: wants <name>=<count>, such as values=5000000`);
    return [name, Number(count)];
  });
  return { limits: Object.fromEntries(given) };
}
