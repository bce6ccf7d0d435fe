/** Weights from wherever the user says to a path on this machine. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkOptions, type OptionNames } from 'sk-core';
import { ModelError } from 'sk-models';
import { type FileLimits, fileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import { systemReason } from '../files/systemReason.js';
import { teachableMachineName, timmConfigName } from '../metadata/filesBeside.js';
import { readShardIndex } from '../weights/openShardedSafetensors.js';
import { readTfjsManifest } from '../weights/openTfjsWeights.js';
import { cachePath, defaultCacheFolder, shown } from './cachePath.js';
import { type DownloadProgress, downloadFile } from './downloadFile.js';
import { hubUrls, isHubId } from './hub.js';
import { sha256Of, wrongSum } from './sha256Of.js';

export interface FetchOptions {
  /** Of the file, or of each file by name where there are several. Hexadecimal. */
  readonly sha256?: string | Readonly<Record<string, string>>;
  /** Downloads that are larger, all files together, are refused; 4 GB. */
  readonly maxBytes?: number;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Where downloads are kept; `sk-models` in the user's folder for caches. What is there is not asked for again. */
  readonly cacheFolder?: string;
  /** Take what is in the cache and ask nobody. */
  readonly offline?: boolean;
  /** Of the hub; the environment's HF_ENDPOINT, or https://huggingface.co. */
  readonly endpoint?: string;
  /** For the files that name others. */
  readonly limits?: Partial<FileLimits>;
  /** Ends a download. */
  readonly signal?: AbortSignal;
}

export const fetchOptions: OptionNames<FetchOptions> = {
  sha256: true,
  maxBytes: true,
  onProgress: true,
  cacheFolder: true,
  offline: true,
  endpoint: true,
  limits: true,
  signal: true,
};

/**
 * @param from A file, a folder, an http(s) URL, or owner/name[@revision] on a hub. Of an index of shards, and of a
 * model.json, the files that it names come along; where they are there, timm's config.json of a hub and Teachable Machine's
 * metadata.json too.
 * @returns What openWeights opens.
 * @throws ModelFileError for what is missing, too large, cut off or not the wanted file
 */
export async function fetchWeights(from: string, options: FetchOptions = {}): Promise<string> {
  checkOptions('fetchWeights: options', options, fetchOptions);
  if (existsSync(from)) return await checkLocal(from, options.sha256);
  if (/^https?:\/\//i.test(from)) return await fetchUrl(readUrl(from), options);
  if (!isHubId(from)) {
    throw new ModelFileError(
      from,
      'there is no such file or folder, and it is neither a URL nor owner/name on a hub',
    );
  }
  const urls = hubUrls(from, options.endpoint);
  const folder = options.cacheFolder ?? defaultCacheFolder();
  // In a sharded model's cache the first name of the two is missing for ever.
  const cached = urls.find((url) => existsSync(cachePath(folder, url)));
  if (cached !== undefined) return await fetchUrl(cached, options);
  const [whole, sharded] = urls as [URL, URL];
  const path = await unlessMissing(() => fetchUrl(whole, options, timmConfigName));
  return path ?? (await fetchUrl(sharded, options, timmConfigName));
}

/** Returns undefined where the server says that there is no such file. */
async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const answer = (error as Error).cause;
    if (!(answer instanceof Response) || answer.status !== 404) throw error;
    return undefined;
  }
}

/** What is here already has to be what is wanted too. */
async function checkLocal(path: string, sha256: FetchOptions['sha256']): Promise<string> {
  const isFolder = (await stat(path)).isDirectory();
  if (isFolder && typeof sha256 === 'string') {
    throw new ModelError(
      `sha256 of a folder wants an object with the sum of each file by name, got ${sha256}`,
    );
  }
  const home = isFolder ? path : dirname(path);
  const sums = typeof sha256 === 'string' ? { [basename(path)]: sha256 } : (sha256 ?? {});
  for (const [name, sum] of Object.entries(sums)) {
    const file = join(home, name);
    const found = await sha256Of(file).catch((error: Error) => {
      throw new ModelFileError(file, `cannot be read: ${systemReason(error)}`, { cause: error });
    });
    if (found !== checkSum(sum)?.toLowerCase()) throw new ModelFileError(file, wrongSum(found, sum));
  }
  return path;
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new ModelFileError(text, 'is no URL');
  if (url.username === '' && url.password === '') return url;
  throw new ModelFileError(shown(url), 'has a user or a password in it, and none is sent');
}

/** @param optional A file beside it, which is asked for once, when the first file comes. */
async function fetchUrl(url: URL, options: FetchOptions, optional?: string): Promise<string> {
  const { cacheFolder = defaultCacheFolder(), maxBytes = 4e9, sha256, offline, onProgress, signal } = options;
  const limits = fileLimits('fetchWeights', options.limits);
  const target = cachePath(cacheFolder, url);
  const isNew = !existsSync(target);
  let left = maxBytes;
  const fetchFile = async (file: URL, place: string, sum: string | undefined): Promise<void> => {
    const shared = { offline, onProgress, signal, sha256: checkSum(sum) };
    left -= await downloadFile({ url: file, target: place, maxBytes: left, ...shared });
  };
  const sumOf = (name: string): string | undefined => (typeof sha256 === 'object' ? sha256[name] : undefined);
  await fetchFile(url, target, typeof sha256 === 'string' ? sha256 : sumOf(basename(target)));
  const fetchBeside = async (name: string): Promise<void> => {
    const file = new URL(encodeURIComponent(name), url);
    file.search = url.search;
    await fetchFile(file, join(dirname(target), name), sumOf(name));
  };
  for (const name of await companions(target, limits)) await fetchBeside(name);
  const extra = basename(target) === 'model.json' ? teachableMachineName : optional;
  if (isNew && extra !== undefined) await unlessMissing(() => fetchBeside(extra));
  return target;
}

/** The files that lie beside a file that names them. */
async function companions(path: string, limits: FileLimits): Promise<Iterable<string>> {
  if (path.endsWith('.index.json')) return new Set((await readShardIndex(path, limits)).values());
  if (path.endsWith('.json')) {
    return new Set((await readTfjsManifest(path, limits)).flatMap(({ paths }) => paths));
  }
  return [];
}

function checkSum(sum: string | undefined): string | undefined {
  if (sum === undefined || /^[0-9a-f]{64}$/i.test(sum)) return sum;
  throw new ModelError(`sha256 wants 64 hexadecimal digits, got ${JSON.stringify(sum)}`);
}
