import { exitCodes } from 'sk-io/command';
import { describe, expect, it } from 'vitest';
import { exitCodeHelp } from '../../../src/command/exit/exitCodeHelp.js';
import { exitCodeOf } from '../../../src/command/exit/exitCodes.js';

const named = (name: string): Error => Object.assign(new Error('x'), { name });

describe('exitCodeOf', () => {
  it.each([
    ['ShapeError', exitCodes.usage],
    ['LayerConfigError', exitCodes.usage],
    ['BackendError', exitCodes.usage],
    ['ImageError', exitCodes.data],
    ['OutOfMemoryError', exitCodes.outOfMemory],
    ['NonFiniteLossError', exitCodes.nonFiniteLoss],
    ['CheckpointError', exitCodes.failure],
    ['constructor', exitCodes.failure],
  ])('gives %s the code %i', (name, code) => {
    expect(exitCodeOf(named(name))).toBe(code);
  });

  it('takes what the engine cannot allocate for memory that is used up, and what is no error for a failure', () => {
    expect(exitCodeOf(new RangeError('Array buffer allocation failed'))).toBe(exitCodes.outOfMemory);
    expect(exitCodeOf(new RangeError('Invalid array length'))).toBe(exitCodes.failure);
    expect(exitCodeOf('no error')).toBe(exitCodes.failure);
  });
});

describe('exitCodeHelp', () => {
  it("has a command's own words, on lines that fit a terminal", () => {
    const help = exitCodeHelp({
      failure: 'no luck',
      SIGINT: 'stopped by SIGINT, after saving what there was',
    });
    expect(help).toMatch(/^Exit codes: 0 done, 1 no luck, 2 wrong usage, or a backend/);
    expect(help).toMatch(/4 out of memory,\s130 stopped by SIGINT, after saving what there was\.$/);
    expect(Math.max(...help.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
    expect(help).not.toContain('143');
  });
});
