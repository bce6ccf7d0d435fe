/** One row of the table of models, for text, Markdown and JSON. */
import {
  comparePaper,
  describeModel,
  type ModelDescription,
  type ModelEntry,
  type PrintedFigure,
} from 'sk-models';

export interface ModelRow {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  /** Height, width, channels. */
  readonly inputShape: readonly number[];
  readonly numClasses: number;
  /** Trainable. */
  readonly parameters: number;
  readonly withStatistics: number;
  /** Of one image. */
  readonly multiplyAdds: number;
  readonly withAttentionScaling: number;
  readonly withBatchNorm: number;
  /** Where the paper prints something of this model. */
  readonly paper?: PaperRow;
}

interface PaperRow {
  readonly source: string;
  readonly figures: readonly PrintedFigure[];
  /** Why a figure is not reproduced. */
  readonly unmatched?: string;
}

/** Counts a network's parameters and MACs, and compares them with the figures of the paper. */
export function modelRow({ name, family, description, defaults, paper }: ModelEntry): ModelRow {
  const described: ModelDescription = describeModel(name);
  const { parameters, statistics, macs: multiplyAdds, attentionScaling, batchNormElements } = described;
  return {
    ...{ name, family, description },
    ...{ inputShape: defaults.inputShape, numClasses: defaults.numClasses },
    parameters,
    withStatistics: parameters + statistics,
    multiplyAdds,
    withAttentionScaling: multiplyAdds + attentionScaling,
    withBatchNorm: multiplyAdds + batchNormElements,
    ...(paper !== undefined && {
      paper: {
        source: paper.source,
        figures: comparePaper(described),
        ...(paper.unmatched !== undefined && { unmatched: paper.unmatched }),
      },
    }),
  };
}
