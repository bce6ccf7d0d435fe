/** The options of `sk-train data`. */

export const tasks = ['shard', 'inspect', 'split'] as const;

export type DataTask = (typeof tasks)[number];

export interface DataCommandOptions {
  readonly out?: string;
  readonly perShard?: number;
  readonly valSplit?: number;
  readonly testSplit?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

/** The options of one task, and the tasks that read them. */
export const readBy: { readonly [option in keyof DataCommandOptions]-?: readonly DataTask[] } = {
  out: ['shard', 'split'],
  perShard: ['shard'],
  valSplit: ['shard', 'split'],
  testSplit: ['split'],
  seed: ['shard', 'split'],
  json: tasks,
};
