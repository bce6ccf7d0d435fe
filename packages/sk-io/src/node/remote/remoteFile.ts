/** A file on a web server that is read in pieces, by requests for ranges. */
import { setTimeout as wait } from 'node:timers/promises';
import { ModelFileError } from '../../modelFileError.js';
import type { OpenFile } from '../files/openFile.js';
import { shown } from '../pretrained/cachePath.js';
import { ConnectionError, openUrl } from '../pretrained/openUrl.js';
import { untilIdle } from '../pretrained/untilIdle.js';

export interface RemoteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until a failed request is made again, and twice as long each time; 500. */
  readonly patience?: number;
}

/** Requests for one piece, where the connection or the server fails. */
const tries = 4;

export const isUrl = (place: string): boolean => /^https?:\/\//i.test(place);

/** @throws ModelFileError for what is missing, and for a server that sends no ranges */
export async function openRemoteFile(place: string, options: RemoteOptions = {}): Promise<OpenFile> {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (url === undefined) throw new ModelFileError(place, 'is no URL');
  if (url.username !== '' || url.password !== '') {
    throw new ModelFileError(shown(url), 'has a user or a password in it, and none is sent');
  }
  const { total, mark } = await request(url, 0, 1, options);
  return {
    path: shown(url),
    size: total,
    mark,
    read: async (start, end) => {
      const last = Math.min(end, total);
      if (last <= start) return new Uint8Array(0);
      const piece = await request(url, start, last, options);
      if (piece.mark === mark && piece.total === total) return piece.bytes;
      throw new ModelFileError(shown(url), 'has changed while it was read');
    },
    close: async () => undefined,
  };
}

interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The size of the whole file. */
  readonly total: number;
  readonly mark: string;
}

async function request(url: URL, start: number, end: number, options: RemoteOptions): Promise<Piece> {
  const { signal, patience = 500 } = options;
  for (let left = tries - 1; ; left--) {
    try {
      return await requestOnce(url, start, end, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(error)) throw error;
      if (left === 0) throw new ModelFileError(shown(url), (error as Error).message, { cause: error });
      await wait(patience * 2 ** (tries - 1 - left), undefined, { ...(signal && { signal }) });
    }
  }
}

/** Tells whether another request may succeed. */
function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  const answer = (error as Error).cause;
  return answer instanceof Response && (answer.status >= 500 || answer.status === 429);
}

async function requestOnce(
  url: URL,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<Piece> {
  const { headers, buffer } = await untilIdle(signal, async (either, heard) => {
    const response = await openUrl(url, either, { start, end: end - 1 });
    if (response.status !== 206) {
      throw new ModelFileError(
        shown(url),
        'the server sends whole files and no ranges of them: copy it to a disk',
      );
    }
    return { headers: response.headers, buffer: await readAtMost(response, end - start, heard) };
  }).catch((error: unknown) => {
    if (error instanceof ModelFileError || error instanceof ConnectionError) throw error;
    throw new ConnectionError(`breaks off (${(error as Error).message})`, { cause: error });
  });
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '');
  const total = Number(found?.[3]);
  if (found === null || Number(found[1]) !== start || !Number.isSafeInteger(total)) {
    throw new ModelFileError(shown(url), 'the server answers with another range than it is asked for');
  }
  if (buffer.byteLength !== Math.min(end, total) - start) {
    throw new ConnectionError(`breaks off after ${buffer.byteLength} of ${end - start} bytes`);
  }
  const mark = headers.get('etag') ?? headers.get('last-modified') ?? '';
  return { bytes: new Uint8Array(buffer), total, mark };
}

/** Reads an answer. A server that sends more than it is asked for is not read to its end. */
async function readAtMost(response: Response, most: number, heard: () => void): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(most);
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    heard();
    if (length + chunk.length > most) throw new ConnectionError('sends more than it was asked for');
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.buffer.slice(0, length);
}
