/** Opens a file wherever it is: on a disk or on a web server. */
import { stat } from 'node:fs/promises';
import { openFile } from '../files/openFile.js';
import { isUrl, type MarkedFile, openRemoteFile, type RemoteOptions } from './remoteFile.js';

/**
 * @param place a path or an http(s) URL
 * @throws ModelFileError for what is missing or no ordinary file
 */
export async function openPlace(place: string, options: RemoteOptions = {}): Promise<MarkedFile> {
  if (isUrl(place)) return await openRemoteFile(place, options);
  const file = await openFile(place);
  const { mtimeMs } = await stat(place);
  return { ...file, mark: String(mtimeMs) };
}
