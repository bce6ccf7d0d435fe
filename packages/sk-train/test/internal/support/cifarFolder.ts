import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a label and of 32 x 32 pixels in three colours. */
export const cifarRecordBytes = 1 + 32 * 32 * 3;

/** Returns images of CIFAR-10 in its own format, with the labels 0, 1, ... */
export const cifarRecords = (count: number): Uint8Array =>
  Uint8Array.from({ length: count * cifarRecordBytes }, (_, i) =>
    i % cifarRecordBytes === 0 ? i % 10 : (i * 7) % 256,
  );

export const cifarClasses = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** Writes the files of CIFAR-10: ten images to train on, three to test on, and the names of the classes. */
export function writeCifarFolder(folder: string): void {
  mkdirSync(folder);
  for (let part = 1; part <= 5; part++) {
    writeFileSync(join(folder, `data_batch_${part}.bin`), cifarRecords(2));
  }
  writeFileSync(join(folder, 'test_batch.bin'), cifarRecords(3));
  writeFileSync(join(folder, 'batches.meta.txt'), cifarClasses.join('\n'));
}
