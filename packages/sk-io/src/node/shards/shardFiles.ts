/** Reads images out of shards, of which some are open at a time. */
import { DataError } from '../../dataError.js';
import { sampleImage, sampleRange } from '../../formats/shards/sampleImage.js';
import type { OpenFile } from '../files/openFile.js';
import { openPlace } from '../remote/openPlace.js';
import type { ShardPlace } from './listShards.js';

interface Opened {
  readonly file: Promise<OpenFile>;
  /** Reads under way. */
  reads: number;
}

/** Files of a process are few where a user has not raised their number: 1,024 on Linux, 256 on macOS. */
const mostOpen = 32;

export class ShardFiles {
  /** The files by their places, the one that was not used for the longest time first. */
  readonly #opened = new Map<string, Opened>();
  readonly #signal: AbortSignal | undefined;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Reads the image of a sample.
   * @param at where the sample starts, as the index of the shard has it
   * @throws DataError where there is another one than the index means; ModelFileError where the shard cannot be read
   */
  async readImage({ place, format }: ShardPlace, at: number, bytes: number): Promise<Uint8Array> {
    const opened = this.#open(place);
    opened.reads++;
    try {
      const file = await opened.file;
      const [start, end] = sampleRange(format, at, bytes);
      if (start < 0) throw new DataError('lies before the shard');
      return sampleImage(format, await file.read(start, end), bytes);
    } finally {
      opened.reads--;
    }
  }

  /** Closes the files that are not read just now. */
  async closeIdle(): Promise<void> {
    const idle = [...this.#opened].filter(([, { reads }]) => reads === 0);
    for (const [place] of idle) this.#opened.delete(place);
    await Promise.all(idle.map(([, opened]) => closeFile(opened)));
  }

  #open(place: string): Opened {
    const known = this.#opened.get(place);
    const opened = known ?? { file: openPlace(place, { signal: this.#signal }), reads: 0 };
    opened.file.catch(() => undefined);
    this.#opened.delete(place);
    this.#opened.set(place, opened);
    for (const [other, older] of this.#opened) {
      if (this.#opened.size <= mostOpen) break;
      if (older.reads > 0 || other === place) continue;
      this.#opened.delete(other);
      void closeFile(older);
    }
    return opened;
  }
}

const closeFile = async ({ file }: Opened): Promise<void> => {
  await file.then(
    (opened) => opened.close(),
    () => undefined,
  );
};
