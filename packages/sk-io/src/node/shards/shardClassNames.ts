/** Names of the classes of shards, in a file beside them. */
import { existsSync } from 'node:fs';
import { classNamesInText } from '../../formats/metadata/classLabels.js';
import { ModelFileError } from '../../modelFileError.js';
import { openPlace } from '../remote/openPlace.js';
import { isUrl } from '../remote/remoteFile.js';

/** The name of the file, which has the name of a class in each line. */
export const classNamesFile = 'classes.txt';

const mostBytes = 64 * 2 ** 20;

/**
 * Reads the names beside a shard.
 * @returns Undefined where there is no such file.
 * @throws ModelFileError for a file that cannot be read, is too large, or has no name for a class
 */
export async function shardClassNames(place: string): Promise<readonly string[] | undefined> {
  const beside = besideOf(place);
  if (!isUrl(beside) && !existsSync(beside)) return undefined;
  const file = await openPlace(beside).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    if (file.size > mostBytes) {
      throw new ModelFileError(file.path, `has ${file.size} bytes, wants at most ${mostBytes}`);
    }
    return classNamesInText(new TextDecoder().decode(await file.read(0, file.size)), file.path);
  } finally {
    await file.close();
  }
}

/** Tells whether a server has answered that there is no such file, or none for everybody. */
function isMissing(error: unknown): boolean {
  const answer = error instanceof ModelFileError ? error.cause : undefined;
  return answer instanceof Response && answer.status >= 400 && answer.status < 500;
}

function besideOf(place: string): string {
  if (!isUrl(place)) return place.replace(/[^/\\]*$/, classNamesFile);
  const url = new URL(place);
  url.pathname = url.pathname.replace(/[^/]*$/, classNamesFile);
  return url.href;
}
