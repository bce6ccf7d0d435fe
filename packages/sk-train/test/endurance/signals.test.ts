/** SIGINT and SIGTERM save and say so; the run that goes on is the run that was never stopped. Uses the built command. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';

const fitArguments = (data: string, run: string): string[] => [
  'fit',
  ...['--data', data, '--model', 'sknet_slim', '--image-size', '8', '--batch-size', '4', '--epochs', '10'],
  ...['--lr', '0.02', '--backend', 'wasm', '--log-every', '1', '--workers', '0', '--out', run, '--resume'],
];

describe('a signal', () => {
  it('makes fit save and exit with 130 for SIGINT and 143 for SIGTERM, and --resume ends with the same bits', async () => {
    const folder = await temporaryFolder();
    const data = await writeImageFolder(join(folder, 'data'), { train: 8, test: 2 });
    const whole = join(folder, 'whole');
    expect(await runCommand(fitArguments(data, whole))).toMatchObject({ code: 0 });
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const run = join(folder, signal);
      const { child, finished } = startCommand(fitArguments(data, run));
      const log = join(run, 'log.jsonl');
      while (!(existsSync(log) && readFileSync(log, 'utf8').includes('"step":4,'))) await sleep(2);
      child.kill(signal);
      const stopped = await finished;
      expect(stopped.code).toBe(code);
      expect(stopped.stderr).toContain(`${signal}: saving after this step`);
      expect(stopped.stdout).toContain('stopped and saved at step');
      expect(existsSync(join(run, 'lock'))).toBe(false);
      expect(await runCommand(fitArguments(data, run))).toMatchObject({ code: 0 });
      const weights = (at: string) => readFileSync(join(at, 'checkpoints', 'step-00000060', 'weights.bin'));
      expect(weights(run).equals(weights(whole))).toBe(true);
    }
  });
});
