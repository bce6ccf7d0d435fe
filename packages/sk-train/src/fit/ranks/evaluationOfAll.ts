/** An evaluation of which each rank has done a part. */
import type { Ranks } from 'sk-core';
import { sumOverRanks } from '../../ranks/sums.js';

/** Means over some images, and how many those are. */
interface Figures {
  readonly loss: number;
  readonly accuracy: number;
  readonly top5: number;
  readonly images: number;
}

/** Returns the figures over the images of all ranks. */
export async function evaluationOfAll(ranks: Ranks, own: Figures): Promise<Figures> {
  const sum = (mean: number): number => (own.images === 0 ? 0 : mean * own.images);
  const sums = await sumOverRanks(ranks, [sum(own.loss), sum(own.accuracy), sum(own.top5), own.images]);
  const [loss, top1, top5, images] = sums as [number, number, number, number];
  return { loss: loss / images, accuracy: top1 / images, top5: top5 / images, images };
}
