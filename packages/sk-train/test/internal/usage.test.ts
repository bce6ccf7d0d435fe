/** Help, and one line with an exit code for each wrong option. */
import { describe, expect, it } from 'vitest';
import { runInProcess } from './support/runInProcess.js';

describe('sk-train', () => {
  it.each([
    [[]],
    [['fit', '--help']],
    [['eval', '--help']],
    [['predict', '--help']],
    [['bench', '--help']],
    [['doctor', '--help']],
    [['data', '--help']],
    [['inspect', '--help']],
    [['import', '--help']],
    [['export', '--help']],
  ])('helps: %j', async (args) => {
    const { code, stdout, stderr } = await runInProcess(...args);
    expect(code).toBe(args.length === 0 ? 2 : 0);
    expect(stdout + stderr).toContain('Usage: sk-train');
    expect(stdout + stderr).toMatch(args.length === 0 ? 'Exit codes:' : /Examples?:/);
  });

  it.each([
    [['fit', '--epocs', '3'], /unknown option '--epocs'.*Did you mean --epochs/],
    [['fit', '--epochs', '0'], /--epochs.*whole number from 1/],
    [['fit', '--lr', 'fast'], /--lr.*wants a number/],
    [['fit'], /--data <folder> is missing/],
    [['fit', '--data', 'x', '--recipe', 'nothing'], /recipes are cifar, cifar100/],
    [['fit', '--lr', '0', '--print-recipe'], /learningRate/],
    [['fit', '--schedule', 'stairs'], /--schedule.*constant, step, milestones/],
    [['fit', '--monitor', 'f1'], /--monitor.*testAccuracy, testLoss/],
    [['fit', '--set', 'epochs', '--print-recipe'], /wants <field>=<value>/],
    [['eval', '--data', 'x'], /--run/],
    [['predict', '--model', 'sknet50'], /images/],
    [
      ['predict', '--model', 'sknet5000', 'x.jpg'],
      /Did you mean 'sknet50'\? 'sk-train models' lists all 95\.$/,
    ],
    [['fit', '--backend', 'abacus'], /--backend.*abacus/],
    [['fit', '--power', 'most'], /--power.*high-performance, low-power/],
    [['bench', '--steps', '0'], /--steps.*whole number from 1/],
    [['bench', '--by', 'size'], /--by.*kernel, shape/],
    [['bench', '--inference', '--accumulate', '2'], /--accumulate is of training/],
    [['bench', '--model', 'sknet5000'], /Did you mean 'sknet50'/],
  ])('answers %j with one line and exit code 2', async (args, message) => {
    const result = await runInProcess(...args);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe('');
    const complaint = result.stderr.trim().split('\n').at(-1);
    expect(complaint).toMatch(message);
    expect(complaint).toMatch(/^sk-train: /);
  });
});
