/** A small image set out of a large one. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Copies the first images of each class in `from/train` and `from/test`: `perClass` has the number for each of the two. */
export function firstOfEach(from, to, perClass) {
  for (const [split, most] of Object.entries(perClass)) {
    for (const name of readdirSync(join(from, split))) {
      const [source, target] = [from, to].map((folder) => join(folder, split, name));
      mkdirSync(target, { recursive: true });
      for (const file of readdirSync(source).sort().slice(0, most))
        cpSync(join(source, file), join(target, file));
    }
  }
  return to;
}
