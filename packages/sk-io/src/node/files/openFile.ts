/** A file that is read in pieces, and the pieces of it. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { ModelFileError } from '../../modelFileError.js';
import { systemReason } from './systemReason.js';

export interface OpenFile {
  readonly path: string;
  readonly size: number;
  /** A text that is another one when the content has changed: the time of a file on a disk, the tag of one on a server. */
  readonly mark: string;
  /** Bytes from `start` up to, not including, `end`; fewer where the file ends before. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** More than any tensor of these networks, and what a wasm heap holds. */
const maxPiece = 4e9;

/** @throws ModelFileError for what is missing or no ordinary file */
export async function openFile(path: string): Promise<OpenFile> {
  const refuse = (error: NodeJS.ErrnoException): never => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new ModelFileError(path, missing ? 'there is no such file' : systemReason(error), { cause: error });
  };
  // Asked before it is opened, since opening a pipe waits for its other end.
  const info = await stat(path).catch(refuse);
  if (!info.isFile())
    throw new ModelFileError(path, info.isDirectory() ? 'is a folder' : 'is no ordinary file');
  const file = await open(path, 'r').catch(refuse);
  return {
    path,
    size: info.size,
    mark: String(info.mtimeMs),
    read: (start, end) => readPiece(file, path, start, Math.min(end, info.size)),
    close: () => file.close(),
  };
}

async function readPiece(
  file: FileHandle,
  path: string,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = Math.max(0, end - start);
  if (length > maxPiece)
    throw new ModelFileError(path, `a tensor of ${length} bytes, wants at most ${maxPiece}`);
  const piece = new Uint8Array(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(piece, done, length - done, start + done);
    if (bytesRead === 0) throw new ModelFileError(path, 'became shorter while it was read');
    done += bytesRead;
  }
  return piece;
}
