/** Tasks of `sk-train data` that take folders and lists of files alone. */
import { UsageError } from 'sk-io/command';
import { binaryFormatOf } from '../../../node/data/binary/binaryFiles.js';
import { isShards } from '../../../node/data/streams/findShards.js';

/** @throws UsageError for shards, and for data sets in binary form */
export async function refuseShards(source: string, task: string): Promise<void> {
  if (binaryFormatOf(source) === undefined && !(await isShards(source))) return;
  throw new UsageError(`${source}: data ${task} takes a folder of images or a list of them, and no shards`);
}
