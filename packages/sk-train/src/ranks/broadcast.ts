/** Texts and weights of one rank, given to the others. */
import type { Variable } from '@tensorflow/tfjs-core';
import { tensor } from '@tensorflow/tfjs-core';
import type { Ranks } from 'sk-core';

/** Returns the text that the root gives. */
export async function broadcastText(ranks: Ranks, text: string, root = 0): Promise<string> {
  const own = new TextEncoder().encode(text);
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, own.length);
  await ranks.broadcast(new Uint8Array(length.buffer), root);
  const bytes = ranks.rank === root ? own : new Uint8Array(length.getUint32(0));
  await ranks.broadcast(bytes, root);
  return new TextDecoder().decode(bytes);
}

/** Gives variables the values that they have on rank 0. */
export async function broadcastVariables(ranks: Ranks, variables: readonly Variable[]): Promise<void> {
  for (const variable of variables) {
    const values = Float32Array.from((await variable.data()) as Float32Array);
    await ranks.broadcast(new Uint8Array(values.buffer));
    if (ranks.rank === 0) continue;
    const given = tensor(values, variable.shape, variable.dtype);
    variable.assign(given);
    given.dispose();
  }
}
