/** Describes files of a folder that are not read as images. */

export interface SkippedFile {
  /** The path from the listed folder on, with / between its parts. */
  readonly name: string;
  readonly reason: SkipReason;
}

export type SkipReason =
  /** A name that begins with a dot, or one that a system keeps for itself. */
  | 'hidden'
  /** Neither an ending nor a content that is read as an image. */
  | 'no image'
  /** An image that lies beside class folders instead of in one. */
  | 'no class'
  | 'broken link'
  /** A link to a folder that is listed elsewhere: the listed folder itself, or one that another way leads to. */
  | 'listed already'
  /** A pipe, a socket, a device. */
  | 'no file';

/** One and several, in the order in which they are told. */
const words: { readonly [reason in SkipReason]: readonly [one: string, several: string] } = {
  hidden: ['hidden or system file', 'hidden or system files'],
  'no image': [
    'file that is no image of a kind that is read',
    'files that are no images of a kind that is read',
  ],
  'no class': ['image beside the class folders', 'images beside the class folders'],
  'broken link': ['broken link', 'broken links'],
  'listed already': ['link to a folder that is listed already', 'links to folders that are listed already'],
  'no file': ['thing that is neither a file nor a folder', 'things that are neither files nor folders'],
};

/**
 * Returns what was skipped as a part of one sentence: how many for each reason, and the first names.
 * @returns An empty text where nothing was skipped.
 */
export function describeSkipped(skipped: readonly SkippedFile[]): string {
  const parts = (Object.keys(words) as SkipReason[]).flatMap((reason) => {
    const names = skipped.filter((file) => file.reason === reason).map(({ name }) => name);
    const [one, several] = words[reason];
    return names.length === 0
      ? []
      : [`${names.length} ${names.length === 1 ? one : several} (${firstNames(names)})`];
  });
  return parts.length === 0 ? '' : `skipped ${parts.join(', ')}`;
}

/** Returns the first names of a list, and how many more there are. */
export function firstNames(names: readonly string[], most = 3): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
