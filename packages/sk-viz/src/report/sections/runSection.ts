/** How well the network does, and how it was trained. */

import { accuracyByScale } from '../../figures/accuracyByScale.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { type CurveQuantity, trainingCurves } from '../../figures/trainingCurves.js';
import type { TrainingRun } from '../../figures/trainingRun.js';
import { scaleName } from '../../measure/attention/wording.js';
import { count } from '../content/numbers.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function runSection(data: ReportData): Section | undefined {
  const { runs = [], accuracyByScale: own, attention } = data;
  const trained = runs.filter(({ records }) => records.length > 0);
  const figures = [
    ...(own === undefined
      ? []
      : [{ name: 'accuracy-by-size', figure: accuracyByScale(own.scales), caption: own.caption }]),
    ...accuracyFigures(attention),
    ...(trained.length > 0 ? curveFigures(trained) : []),
  ];
  if (figures.length === 0) return undefined;
  return { id: 'training', title: trained.length > 0 ? 'Training and accuracy' : 'Accuracy', figures };
}

/** Of images with a known class. */
export function accuracyFigures({ accuracy, scales }: ReportData['attention']): NamedFigure[] {
  if (accuracy === undefined) return [];
  const images = count(accuracy[0]!.images);
  return [
    {
      name: 'accuracy-by-scale',
      figure: accuracyByScale(accuracy, 'Object enlarged'),
      caption: `Top-1 accuracy on the ${images} images of the attention figures with a known class, enlarged to ${scales.map(scaleName).join(', ')}. Bars: 95 % interval.`,
    },
  ];
}

export function curveFigures(runs: readonly TrainingRun[]): NamedFigure[] {
  const names: Readonly<Record<CurveQuantity, [file: string, title: string]>> = {
    loss: ['loss', 'Loss'],
    accuracy: ['accuracy', 'Top-1 accuracy'],
    learningRate: ['learning-rate', 'Learning rate'],
  };
  const lines =
    runs.length > 1
      ? ' Points: test after each epoch; dashed: training.'
      : ' The thin line averages neighbouring training batches.';
  return (['loss', 'accuracy', 'learningRate'] as const).map((measure) => {
    const [file, title] = names[measure];
    return {
      name: file,
      figure: trainingCurves(runs, measure),
      caption: `${title} over ${runs.length > 1 ? `${runs.length} runs` : 'the run'}.${measure === 'learningRate' ? '' : lines}`,
    };
  });
}
