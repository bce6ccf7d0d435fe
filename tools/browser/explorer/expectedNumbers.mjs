/** What the library computes in Node for the page's first picture: the same files, the same pixels. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dist } from './serveFolder.mjs';

const require = createRequire(new URL('../../../examples/attention-explorer/package.json', import.meta.url));
const imported = (name) => import(require.resolve(name));

export async function expectedNumbers(scale) {
  const { start } = await import('sk-backend-wasm/node');
  const { modelFromFiles } = await import('sk-io');
  const { attentionModel, modelMetadata, topClasses } = await import('sk-models');
  const { measureImages, collectAttention } = await import('sk-viz');
  const { digitOf } = await imported('quickstart/digit');
  const { canvasSize, placeDigit } = await imported('quickstart/placeDigit');
  const { loadDigits } = await imported('quickstart/digits');
  await start();
  const names = ['model.json', 'weights.bin'];
  const files = new Map();
  for (const name of names) files.set(name, await readFile(join(dist, 'models', 'digits', name)));
  const model = modelFromFiles(files);
  const { preprocessing } = modelMetadata(model);
  const data = placeDigit(digitOf(loadDigits('t10k'), 0), 1);
  const image = { data, width: canvasSize, height: canvasSize, channels: 1 };
  const observed = attentionModel(model);
  const { attention } = await measureImages(observed, [{ name: 'digit', image }], {
    model: { name: 'digits', parameters: 0 },
    preprocessing,
    source: 'one digit',
    scales: [scale],
  });
  let top = [];
  for await (const { scores } of collectAttention(observed, [image], {
    scales: [scale],
    preprocessing,
    batchSize: 1,
  }))
    top = topClasses(model, scores);
  model.dispose();
  return {
    units: attention.units.map(({ unit, scales: [at] }) => ({
      unit,
      largeMinusSmall: at.largeMinusSmall.mean,
      kernelSize: at.kernelSize.mean,
    })),
    top: top.map(({ className, probability }) => ({ className, probability })),
  };
}

/** The largest difference; infinite where units or classes are others. */
export function distance(got, wanted) {
  const names = (numbers) => [...numbers.units.map(({ unit }) => unit), numbers.top[0]?.className].join();
  if (names(got) !== names(wanted) || got.top.length !== wanted.top.length) return Infinity;
  const units = wanted.units.flatMap(({ largeMinusSmall, kernelSize }, i) => [
    Math.abs(got.units[i].largeMinusSmall - largeMinusSmall),
    Math.abs(got.units[i].kernelSize - kernelSize),
  ]);
  const top = wanted.top.map(({ className, probability }) =>
    Math.abs((got.top.find((each) => each.className === className)?.probability ?? 0) - probability),
  );
  return Math.max(...units, ...top);
}
