import { jsonText } from 'sk-io';
import { attentionCsv, type ConfusionData, classesCsv, confusionCsv } from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { syntheticData } from './fixtures.js';

const confusion: ConfusionData = {
  format: 'sk-viz/confusion',
  version: 1,
  model: { name: 'a', parameters: 1, inputShape: [8, 8, 3] },
  source: 'numbers',
  scale: 1,
  classNames: ['=1+1', 'a "quoted", name'],
  counts: [
    [2, 1],
    [0, 1 / 3],
  ],
  images: 3,
  accuracy: 0.75,
  skipped: [],
};

describe('tables', () => {
  it('a name that a spreadsheet would compute is text, quotes are doubled, numbers have six digits', () => {
    expect(confusionCsv(confusion)).toBe(
      'class,predicted,images\n' +
        "'=1+1,'=1+1,2\n" +
        `'=1+1,"a ""quoted"", name",1\n` +
        '"a ""quoted"", name","a ""quoted"", name",0.333333\n',
    );
    expect(JSON.parse(jsonText(confusion))).toMatchObject({
      counts: [
        [2, 1],
        [0, 0.333333],
      ],
    });
  });

  it('the attention has one row for each unit and scale', () => {
    const data = syntheticData();
    const lines = attentionCsv(data).trim().split('\n');
    expect(lines).toHaveLength(1 + data.units.length * data.scales.length);
    expect(lines[1]).toMatch(/^SK_2_1,stage2_1,32,5,3,1,20,/);
  });

  it('classes have a row for each scale and one for the change; what has no interval leaves it empty', () => {
    const estimate = { mean: 0.25 };
    const text = classesCsv({
      ...confusion,
      format: 'sk-viz/classes',
      images: 1,
      scales: [1, 2],
      classes: [{ name: 'cat', images: 1 }],
      units: [
        {
          ...syntheticData().units[0]!,
          classes: [{ largeMinusSmall: [estimate, { mean: 0.5, interval: [0.4, 0.6] }], change: estimate }],
        },
      ],
    });
    expect(text.split('\n').slice(1, 4)).toEqual([
      'SK_2_1,cat,1,1,0.25,,',
      'SK_2_1,cat,1,2,0.5,0.4,0.6',
      'SK_2_1,cat,1,change,0.25,,',
    ]);
  });
});
