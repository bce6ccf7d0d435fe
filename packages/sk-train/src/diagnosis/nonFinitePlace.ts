/** Where a step first met a value that is not finite. */

export interface NonFinitePlace {
  readonly kind: 'image' | 'weight' | 'output' | 'gradient';
  /** The layer of an output, or the weight; absent for an image. */
  readonly name?: string;
  /** NaN or infinity. */
  readonly value: number;
  /** The images of the batch that have such a value, where it belongs to images. */
  readonly images?: readonly number[];
}

/** Images that are named; the rest are counted. */
const most = 3;

/** Returns a clause about the place. @param names Of the images of the batch, where they have some. */
export function describePlace(
  { kind, name, value, images = [] }: NonFinitePlace,
  size: number,
  names: readonly string[] | undefined,
): string {
  const named = images.slice(0, most).map((image) => names?.[image] ?? `number ${image}`);
  const more = images.length > most ? ` and ${images.length - most} more` : '';
  const count = images.length === size ? `all ${size}` : `${images.length} of ${size}`;
  const which = images.length === 0 ? '' : ` for ${count} images (${named.join(', ')}${more})`;
  switch (kind) {
    case 'image':
      return `the images themselves hold ${value}${which}: images want finite numbers`;
    case 'weight':
      return `the weight ${name} holds ${value} before the step`;
    case 'output':
      return `the first ${value} is in the output of layer ${name}${which}`;
    case 'gradient':
      return `all outputs of layers are finite, and the first ${value} is in the gradient of ${name}`;
  }
}
