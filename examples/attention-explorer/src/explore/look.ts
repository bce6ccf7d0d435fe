/** What a network makes of one picture at its own size and enlarged. */
import { type ClassScore, topClasses } from 'sk-models';
import { type AttentionData, AttentionStatistics, collectAttention } from 'sk-viz';
import type { Network } from '../network/network.js';
import type { Picture } from './picture.js';

export interface Look {
  /** Of one image: the deviations are 0. */
  readonly attention: AttentionData;
  /** For each scale of `attention.scales`. */
  readonly top: readonly (readonly ClassScore[])[];
  readonly milliseconds: number;
  /** Whether all runs of the network were replays. */
  readonly isReplay: boolean;
}

/** The classes that are listed. */
const listed = 5;

/**
 * Looks at a picture at 1.0x, and at `scale` where that is another.
 *
 * @param isCaptured Whether the network may be recorded and replayed.
 */
export async function look(
  network: Network,
  { name, image }: Picture,
  scale: number,
  isCaptured: boolean,
): Promise<Look> {
  const begun = performance.now();
  const { observed, captured, model, preprocessing } = network;
  const { replays } = captured;
  const { sites } = observed;
  const scales = scale === 1 ? [1] : [1, scale];
  const statistics = new AttentionStatistics(sites, scales);
  const top: (readonly ClassScore[])[] = [];
  const view = isCaptured ? { model: captured, sites } : observed;
  for await (const batch of collectAttention(view, [image], { scales, preprocessing, batchSize: 1 })) {
    statistics.add(batch);
    top.push(topClasses(model, batch.scores, listed));
  }
  return {
    attention: {
      format: 'sk-viz/attention',
      version: 1,
      model: {
        name: network.title,
        parameters: network.parameters,
        inputShape: [...preprocessing.size, preprocessing.channels],
      },
      source: name,
      images: 1,
      scales,
      units: statistics.summary(),
      samples: [],
      skipped: [],
    },
    top,
    milliseconds: performance.now() - begun,
    isReplay: captured.replays - replays === scales.length,
  };
}
