/** A small image set out of a large one. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies the first images of each class in `from/train` and `from/test`.
 *
 * @param perClass How many images of a class are copied, for each of the two.
 * @returns The folder `to`.
 */
export function firstOfEach(
  from: string,
  to: string,
  perClass: { readonly train: number; readonly test: number },
): string {
  for (const [split, most] of Object.entries(perClass)) {
    for (const name of readdirSync(join(from, split))) {
      const [source, target] = [join(from, split, name), join(to, split, name)];
      mkdirSync(target, { recursive: true });
      for (const file of readdirSync(source).sort().slice(0, most))
        cpSync(join(source, file), join(target, file));
    }
  }
  return to;
}
