/** Gives the page some of MNIST's digits as static files, from the npm package that the quickstart trains on. */
import { type Digits, digitSize } from 'quickstart/digit';
import { loadDigits } from 'quickstart/digits';
import type { Plugin } from 'vite';

/** Enough to train a small network in a minute or two, in 4 MB. */
const parts = [
  { file: 'digits/train.bin', part: 'train', count: 4_000 },
  { file: 'digits/test.bin', part: 't10k', count: 1_000 },
] as const;

/** A byte of label for each digit, then its 28 x 28 pixels for each. */
function bytesOf({ images, labels }: Digits, count: number): Uint8Array {
  const bytes = new Uint8Array(count * (1 + digitSize ** 2));
  bytes.set(labels.subarray(0, count));
  bytes.set(images.subarray(0, count * digitSize ** 2), count);
  return bytes;
}

export function digitFiles(): Plugin {
  const source = (file: string): Uint8Array | undefined => {
    const found = parts.find((each) => each.file === file);
    return found && bytesOf(loadDigits(found.part), found.count);
  };
  return {
    name: 'digit-files',
    configureServer: ({ middlewares }) => {
      middlewares.use((request, response, next) => {
        const bytes = source((request.url ?? '').replace(/^\/|\?.*$/g, ''));
        if (bytes === undefined) return next();
        response.setHeader('Content-Type', 'application/octet-stream');
        response.end(bytes);
      });
    },
    generateBundle() {
      for (const { file } of parts) this.emitFile({ type: 'asset', fileName: file, source: source(file)! });
    },
  };
}
