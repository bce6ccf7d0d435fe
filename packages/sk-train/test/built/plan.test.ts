/** The built `sk-train plan`. */
import { describe, expect, it } from 'vitest';
import { runCommand } from '../command.js';

const tiny = ['plan', '--image-size', '8', '--batch-size', '1', '--backend', 'cpu'];

interface PlannedJson {
  readonly step: number;
  readonly link: { readonly latency: number; readonly bandwidth: number };
  readonly messages: readonly number[];
  readonly steps: readonly { readonly ranks: number; readonly step: number; readonly by?: string }[];
  readonly timedRanks?: number;
  readonly allreduce?: readonly { readonly bytes: number; readonly seconds: number }[];
}

describe('plan', () => {
  it('takes the times that it is given', async () => {
    const given = ['--step-ms', '100', '--latency', '10', '--bandwidth', '4', '--ranks', '2,16'];
    const { code, stdout, stderr } = await runCommand([...tiny, ...given, '--json']);
    expect(code, stderr).toBe(0);
    const plan = JSON.parse(stdout) as PlannedJson;
    expect(plan).toMatchObject({ step: 0.1, link: { latency: 1e-5, bandwidth: 4e9 } });
    expect(plan.steps.map(({ ranks }) => ranks)).toEqual([1, 2, 16]);
    const seconds = plan.messages.reduce((sum, bytes) => sum + 2 * (1e-5 + bytes / 2 / 4e9), 0.1);
    expect(plan.steps[1]?.step).toBeCloseTo(seconds, 9);
    const words = await runCommand([...tiny, ...given]);
    expect(words.stdout).toMatch(/^ {2}step {6}100 ms as given$/m);
    expect(words.stdout).toMatch(/^ {3}16 {5}16 {6}101 /m);
  });

  it('times the step and the messages of ranks', async () => {
    const { code, stdout, stderr } = await runCommand([
      ...tiny,
      '--steps',
      '1',
      '--processes',
      '2',
      '--ranks',
      '4',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    const plan = JSON.parse(stdout) as PlannedJson;
    expect(plan.timedRanks).toBe(2);
    expect(plan.step).toBeGreaterThan(0);
    expect(plan.steps.map(({ ranks, by }) => [ranks, by])).toEqual([
      [1, undefined],
      [2, 'timed'],
      [4, expect.stringMatching(/ring|tree/)],
    ]);
    expect(Math.max(...plan.messages)).toBe(plan.allreduce?.at(-1)?.bytes);
  });

  it.each([
    [
      ['--processes', '2', '--bandwidth', '10'],
      /^sk-train: --latency and --bandwidth are in place of timing messages/,
    ],
    [['--steps', '3', '--step-ms', '100'], /^sk-train: --steps counts steps to time, and with --step-ms/],
    [['--ranks', '2,2.5'], /^sk-train: --ranks 2\.5: wants whole numbers/],
  ])('refuses %j before anything starts', async (more, message) => {
    const { code, stdout, stderr } = await runCommand([...tiny, ...more]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
