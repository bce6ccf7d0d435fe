/** Tasks of `sk-train data` that take folders and lists of files alone. */
import { UsageError } from 'sk-io/command';
import { isCifarBinary } from '../../../node/data/cifarBinary.js';
import { isShards } from '../../../node/data/streams/findShards.js';

/** @throws UsageError for shards, and for CIFAR's binary files */
export async function refuseShards(source: string, task: string): Promise<void> {
  if (!isCifarBinary(source) && !(await isShards(source))) return;
  throw new UsageError(`${source}: data ${task} takes a folder of images or a list of them, and no shards`);
}
