/** Attention made by formulas, so that the figures can be tested without a network. */
import type { AttentionSite } from 'sk-models';
import { type AttentionBatch, type AttentionData, AttentionStatistics, type ClassesData } from 'sk-viz';

const kernel = (effectiveSize: number) => ({
  kernelSize: 3,
  dilation: (effectiveSize - 1) / 2,
  effectiveSize,
});

export const sites: readonly AttentionSite[] = [
  { unit: 'SK_2_1', layerName: 'stage2_1', branches: [kernel(3), kernel(5)], channels: 32 },
  { unit: 'SK_3_1', layerName: 'stage3_1', branches: [kernel(3), kernel(5)], channels: 64 },
  { unit: 'SK_4_1', layerName: 'stage4_1', branches: [kernel(3), kernel(5)], channels: 128 },
];

/** Attention for the larger kernel that grows with the scale in all units but the last. */
export function syntheticBatch(
  units: readonly AttentionSite[],
  scale: number,
  images: number,
): AttentionBatch {
  const attention = units.map(({ branches, channels }, unit) => {
    const values = new Float32Array(images * branches.length * channels);
    for (let image = 0; image < images; image++)
      for (let c = 0; c < channels; c++) {
        const wave = 0.15 * Math.sin((c / channels) * 9 + unit) + 0.02 * Math.sin(image * 7.1 + unit);
        const growth = unit === units.length - 1 ? 0.002 * Math.sin(image * 3.3) * scale : 0.04 * scale;
        const large = 0.5 + wave + growth;
        for (let m = 0; m < branches.length; m++)
          values[(image * branches.length + m) * channels + c] =
            m === branches.length - 1 ? large : (1 - large) / (branches.length - 1);
      }
    return values;
  });
  return { scale, first: 0, count: images, attention, predictions: Array.from({ length: images }, () => 0) };
}

export function syntheticData(
  units: readonly AttentionSite[] = sites,
  images = 20,
  changes: Partial<AttentionData> = {},
): AttentionData {
  const scales = [1, 1.5, 2];
  const statistics = new AttentionStatistics(units, scales);
  for (const scale of scales.keys()) statistics.add(syntheticBatch(units, scale, images));
  const summary = statistics.summary();
  return {
    format: 'sk-viz/attention',
    version: 1,
    model: { name: 'sknet_digits', parameters: 123_456, inputShape: [64, 64, 1] },
    source: 'formulas',
    images,
    scales,
    units: summary,
    samples: [
      {
        name: 'seven',
        className: '7',
        predictions: ['7', '7', '1'],
        units: summary.map((unit) => ({
          largeMinusSmall: unit.scales.map(({ largeMinusSmall }) => largeMinusSmall.mean),
          channelGroups: unit.scales.map(({ channelGroups }) => channelGroups.map(({ mean }) => mean)),
        })),
      },
    ],
    skipped: [],
    ...changes,
  };
}

/** Classes that all rise by the same amount. */
export function syntheticClasses(
  names: readonly string[],
  units: readonly AttentionSite[] = sites,
): ClassesData {
  const { model, scales } = syntheticData(units);
  const at = (mean: number) => ({ mean, interval: [mean - 0.01, mean + 0.01] as const });
  return {
    format: 'sk-viz/classes',
    version: 1,
    model,
    source: 'formulas',
    images: 10 * names.length,
    scales,
    classes: names.map((name) => ({ name, images: 10 })),
    units: syntheticData(units).units.map(({ unit, layer, branches, largest, smallest }) => ({
      unit,
      layer,
      branches,
      largest,
      smallest,
      classes: names.map((_, i) => ({
        largeMinusSmall: scales.map((scale) => at(0.05 * scale + 0.001 * i)),
        change: at(0.05),
      })),
    })),
    skipped: [],
  };
}
