/** How many pictures a second a network can look at, as a camera would bring them: one after the other. */
import type { Rate } from '../compute/rate.js';
import type { Network } from '../network/network.js';
import { look } from './look.js';
import type { Picture } from './picture.js';

/** Looks that are not counted: shaders are compiled in them, and two are recorded. */
const warmUp = 3;
const counted = 10;

/** Counts the time of the looks alone, not that of the page, which draws and answers between them. */
export async function measureLooks(network: Network, picture: Picture, isCaptured: boolean): Promise<Rate> {
  const { captured } = network;
  let milliseconds = 0;
  let { replays: before } = captured;
  for (let i = 0; i < warmUp + counted; i++) {
    if (i === warmUp) {
      milliseconds = 0;
      before = captured.replays;
    }
    milliseconds += (await look(network, picture, 1, isCaptured)).milliseconds;
    await new Promise((next) => setTimeout(next));
  }
  const { replays, refusal } = captured;
  return {
    isCaptured,
    imagesPerSecond: (1000 * counted) / milliseconds,
    replays: replays - before,
    ...(isCaptured && { refusal }),
  };
}
