/** Where downloaded files stay: a place that people can find, and put files at by hand. */
import { createHash } from 'node:crypto';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { ModelFileError } from '../../modelFileError.js';

/** `sk-models` in the user's folder for caches. */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (xdg) return join(xdg, 'sk-models');
  if (platform() === 'win32' && local) return join(local, 'sk-models', 'cache');
  return join(homedir(), ...(platform() === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'sk-models');
}

/** Host and path of the URL as folders; a query becomes one too. @throws ModelFileError where the URL names no file */
export function cachePath(folder: string, url: URL): string {
  const parts = [url.host, ...url.pathname.split('/').slice(1)];
  const name = parts.pop() ?? '';
  if (name === '') throw new ModelFileError(shown(url), 'ends in no name of a file');
  const query = url.search === '' ? [] : [digest(url.search)];
  return join(folder, ...[...parts, ...query, name].map(plain));
}

/** A URL for messages: without user, password and query, which may be secrets. */
export const shown = (url: URL): string => `${url.origin}${url.pathname}`;

/** Names that mean something else to a file system are replaced by their digest. */
function plain(part: string): string {
  if (/^[\w~%-][\w.~%-]{0,120}$/.test(part)) return part;
  const port = /^([\w.-]{1,100}):(\d+)$/.exec(part);
  return port === null ? digest(part) : `${port[1]}_${port[2]}`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
