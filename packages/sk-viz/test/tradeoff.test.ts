import { paperPoints, renderSvg, type TradeoffData, tradeoff } from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { tradeoffCsv } from '#internal';

const own = { model: 'sknet_slim', family: 'own runs', parameters: 418_050, error: 17.9, source: 'first' };
const data = (dataset: TradeoffData['dataset'], ...more: TradeoffData['points'][number][]): TradeoffData => ({
  format: 'sk-viz/tradeoff',
  version: 1,
  dataset,
  points: [...paperPoints(dataset), ...more],
});

describe('paperPoints', () => {
  it('the SKNets of Table S2 with the numbers that are printed there', () => {
    const sknets = paperPoints('imagenet-224').filter(({ family }) => family === 'SKNet');
    expect(sknets.map(({ model, parameters, error }) => [model, parameters, error])).toEqual([
      ['SKNet-26', 16_800_000, 22.74],
      ['SKNet-50', 27_500_000, 20.79],
      ['SKNet-101', 48_900_000, 20.19],
    ]);
  });

  it.each([
    ['imagenet-320', 12],
    ['cifar-10', 5],
    ['cifar-100', 5],
    ['other', 0],
  ] as const)('%s: %i networks, all of them with a size and an error', (dataset, count) => {
    const points = paperPoints(dataset);
    expect(points).toHaveLength(count);
    for (const { parameters, error } of points) {
      expect(parameters).toBeGreaterThan(1e6);
      expect(error).toBeGreaterThan(3);
      expect(error).toBeLessThan(25);
    }
  });

  it('sizes have the digits of the table: 37.67M in Table S2, 37.7M in Table 2', () => {
    const sizes = (['imagenet-224', 'imagenet-320'] as const).map(
      (dataset) => paperPoints(dataset).find(({ model }) => model === 'DPN-92')?.parameters,
    );
    expect(sizes).toEqual([37_670_000, 37_700_000]);
  });

  it('CIFAR-10 and CIFAR-100 take their own column of Table 5', () => {
    expect(paperPoints('cifar-10')[0]).toMatchObject({ model: 'SKNet-29', error: 3.47 });
    expect(paperPoints('cifar-100')[0]).toMatchObject({ model: 'SKNet-29', error: 17.33 });
  });
});

describe('tradeoff', () => {
  it('draws a point for each network, joins families, and names SKNets and own runs', async () => {
    const svg = await renderSvg(tradeoff(data('cifar-10', own)));
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(6);
    expect(svg).toContain('>SKNet-29<');
    expect(svg).toContain('>sknet_slim<');
    expect(svg).not.toContain('>SENet-29<');
    expect(svg).toContain('>Parameters (millions)<');
    expect(svg).toContain('>Top-1 error (%)<');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('takes a logarithmic axis only where sizes are far apart', async () => {
    // Minor ticks at 0.3 to 0.9 stand on a logarithmic axis alone.
    const ticks = async (content: TradeoffData): Promise<number> =>
      (await renderSvg(tradeoff(content))).match(/<line transform="translate\(\d+,0\)" x2="0" y2="4"/g)!
        .length;
    expect(await ticks(data('imagenet-224'))).toBeLessThan(10);
    expect(await ticks(data('cifar-10', own))).toBeGreaterThan(15);
  });

  it('the same bytes again, and one run alone', async () => {
    const once = (): Promise<string> => renderSvg(tradeoff(data('other', own)));
    expect(await once()).toBe(await once());
  });
});

describe('tradeoffCsv', () => {
  it('one row a network', () => {
    const lines = tradeoffCsv(data('cifar-10', own)).trim().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe('model,family,parameters,top1_error_percent,source');
    expect(lines.at(-1)).toBe('sknet_slim,own runs,418050,17.9,first');
    // A comma in a name is quoted.
    expect(lines[3]).toBe('"ResNeXt-29, 16×32d",ResNeXt,25200000,3.87,Table 5');
  });
});
