/** A request that follows redirects only as far as they can be meant. */
import { firstLine } from '../../formats/text/firstLine.js';
import { ModelFileError } from '../../modelFileError.js';
import { shown } from './cachePath.js';

const mostRedirects = 10;

/** The network's fault, and not the file's. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** A part of a file, as HTTP asks for it; `end` is the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * @param range The part that is wanted; the whole file where it is left out.
 * @returns The answer, of status 200, or of 206 where a part is asked for and the server sends parts.
 * @throws ConnectionError; ModelFileError, whose cause is the answer where that was of another status
 */
export async function openUrl(url: URL, signal: AbortSignal, range?: ByteRange): Promise<Response> {
  let place = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await ask(place, signal, range);
    if (response.status === 200 || (range && response.status === 206)) return response;
    await response.body?.cancel();
    const next = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || next === null) {
      const status = `${response.status} ${response.statusText}`.trim();
      throw new ModelFileError(shown(url), `cannot be downloaded: the server answers ${status}`, {
        cause: response,
      });
    }
    place = follow(url, place, next);
  }
  throw new ModelFileError(shown(url), `redirects more than ${mostRedirects} times`);
}

async function ask(place: URL, signal: AbortSignal, range: ByteRange | undefined): Promise<Response> {
  const part = range && { range: `bytes=${range.start}-${range.end}` };
  try {
    // Compressed, its length would not be the file's.
    return await fetch(place, {
      redirect: 'manual',
      signal,
      headers: { 'accept-encoding': 'identity', ...part },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new ConnectionError(`cannot be reached (${reason(error)})`, { cause: error });
  }
}

function follow(url: URL, place: URL, location: string): URL {
  const refuse = (where: string): never => {
    throw new ModelFileError(shown(url), `redirects to ${where}`);
  };
  if (!URL.canParse(location, place)) return refuse('no URL');
  const next = new URL(location, place);
  const isAsSafe = next.protocol === 'https:' || (next.protocol === 'http:' && place.protocol === 'http:');
  if (!isAsSafe) return refuse(`${next.protocol} addresses`);
  return next.username === '' && next.password === '' ? next : refuse('an address with a password in it');
}

/** What failed below fetch, whose own message is always the same. */
export function reason(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: below } = (cause ?? {}) as NodeJS.ErrnoException;
  return firstLine((code ?? below ?? message) as string);
}
