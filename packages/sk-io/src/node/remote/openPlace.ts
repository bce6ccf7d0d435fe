/** Opens a file wherever it is: on a disk or on a web server. */
import { type OpenFile, openFile } from '../files/openFile.js';
import { isUrl, openRemoteFile, type RemoteOptions } from './remoteFile.js';

/**
 * @param place a path or an http(s) URL
 * @throws ModelFileError for what is missing or no ordinary file
 */
export async function openPlace(place: string, options: RemoteOptions = {}): Promise<OpenFile> {
  return isUrl(place) ? await openRemoteFile(place, options) : await openFile(place);
}
