/** Files that a user names, which say what a model does not say itself. */
import { classNamesIn, classNamesInText } from '../../formats/metadata/classLabels.js';
import { type PreprocessingFile, readPreprocessingFile } from '../../formats/metadata/preprocessingFile.js';
import { readJsonFile, readTextFile } from '../files/readTextFile.js';

/**
 * Reads names of classes: a line for each; or in a file called *.json a list, an object with a name for each index, or one with
 * `labels`.
 *
 * @throws ModelFileError for a file that is missing or has something else.
 */
export async function readClassNames(path: string): Promise<readonly string[]> {
  if (/\.json$/i.test(path)) return classNamesIn(await readJsonFile(path), path);
  return classNamesInText(await readTextFile(path), path);
}

/** Reads a preprocessing out of JSON. @throws ModelFileError for a file that is missing or has something else */
export async function readPreprocessing(path: string): Promise<PreprocessingFile> {
  return readPreprocessingFile(await readJsonFile(path), path);
}
