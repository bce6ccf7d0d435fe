import { attentionFindings, directionOf, scaleName, signed, small, type UnitStatistics } from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { syntheticData } from './fixtures.js';

/** A unit whose difference changes by `mean`, known to 0.01. */
const unit = (name: string, mean: number): UnitStatistics => ({
  ...syntheticData().units[0]!,
  unit: name,
  change: { from: 1, to: 2, mean, std: 0.1, interval: 0.01, growing: 0.5 },
});
const findings = (...units: UnitStatistics[]) => attentionFindings({ ...syntheticData(), units });
const paper = [unit('SK_2_1', 0.2), unit('SK_3_1', 0.1), unit('SK_4_1', 0.005)];

describe('directionOf', () => {
  it.each([
    [0.2, 'rises'],
    [-0.2, 'falls'],
    [0.009, 'shows no clear change'],
    [-0.009, 'shows no clear change'],
  ])('a change of %f, known to 0.01: %s', (mean, direction) => {
    expect(directionOf(unit('SK_2_1', mean))).toBe(direction);
  });

  it('a change below 0.001 is none, however well it is known', () => {
    const certain = { ...unit('SK_2_1', 0.0009), change: { ...unit('', 0.0009).change!, interval: 1e-5 } };
    expect(directionOf(certain)).toBe('shows no clear change');
  });

  it('one image is not judged', () => {
    expect(directionOf(syntheticData(undefined, 1).units[0]!)).toBe('not judged');
  });
});

describe('attentionFindings', () => {
  it('what the paper saw is said to be seen', () => {
    const { headline, sentences } = findings(...paper);
    expect(headline).toBe(
      'When the object grows from 1.0× to 2.0×, the attention for the larger kernel rises in 2 and shows no clear change in 1 of 3 SK units.',
    );
    expect(sentences[0]).toMatch(/That is seen here: it rises in 2 of 2 units before the last stage/);
    expect(sentences[1]).toMatch(/That is seen here: there is no clear change in the last unit/);
  });

  it('the opposite is said as well', () => {
    const { headline, sentences } = findings(
      unit('SK_2_1', -0.2),
      unit('SK_3_1', -0.1),
      unit('SK_4_1', -0.3),
    );
    expect(headline).toMatch(/falls in 3 of 3 SK units/);
    expect(sentences[0]).toMatch(/That is not seen here: it rises in 0 of 2/);
    expect(sentences[1]).toMatch(/there is no such rise before; in the last unit the attention falls/);
  });

  it('most units but not all: in part', () => {
    const units = [unit('SK_2_1', 0.2), unit('SK_2_2', 0.2), unit('SK_3_1', -0.1), unit('SK_4_1', 0.02)];
    expect(findings(...units).sentences[0]).toMatch(/seen here in part: it rises in 2 of 3/);
    expect(findings(...units).sentences[1]).toMatch(/by less than half of the change in the units before/);
  });

  it('a last unit that changes as much as those before', () => {
    const { sentences } = findings(unit('SK_2_1', 0.2), unit('SK_3_1', 0.1), unit('SK_4_1', 0.15));
    expect(sentences[1]).toMatch(
      /That is not seen here: the attention rises in the last unit too, by more than half/,
    );
  });

  it('of many units the range of changes', () => {
    const units = Array.from({ length: 9 }, (_, i) => unit(`SK_${2 + (i >> 2)}_${i}`, 0.1 + i / 100));
    expect(findings(...units).sentences[0]).toMatch(/\(changes from \+0\.100 to \+0\.170\)/);
  });

  it('a network of one unit has a direction and no comparison of stages', () => {
    const { headline, sentences } = findings(unit('SK_2_1', 0.2));
    expect(headline).toMatch(/rises in 1 of 1 SK unit\./);
    expect(sentences).toHaveLength(1);
  });

  it('units of one stage are compared with the last of them', () => {
    const { sentences } = findings(unit('SK_2_1', 0.2), unit('SK_2_2', 0));
    expect(sentences[0]).toMatch(/1 of 1 unit before the last unit/);
  });

  it('one image gives no verdict', () => {
    expect(attentionFindings(syntheticData(undefined, 1)).headline).toMatch(/not judged/);
  });
});

describe('numbers in words', () => {
  it('signs, scales and intervals', () => {
    expect(signed(-0.0314)).toBe('−0.031');
    expect(signed(-0.0001)).toBe('0.000');
    expect(scaleName(1)).toBe('1.0×');
    expect(scaleName(1.25)).toBe('1.25×');
    expect(small(0.0123)).toBe('0.012');
    expect(small(0.0004)).toBe('<0.001');
  });

  it('a change with its interval', () => {
    expect(findings(unit('SK_2_1', 0.2), unit('SK_3_1', 0)).sentences[0]).toContain(
      '(SK_2_1 +0.200 ± 0.010)',
    );
  });
});
