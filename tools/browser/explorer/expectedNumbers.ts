/** The numbers that the library computes in Node for the page's first picture: the same files, the same pixels. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digitOf } from 'quickstart/digit';
import { loadDigits } from 'quickstart/digits';
import { canvasSize, placeDigit } from 'quickstart/placeDigit';
import { start } from 'sk-backend-wasm/node';
import { modelFromFiles } from 'sk-io';
import { attentionModel, modelMetadata, topClasses } from 'sk-models';
import { collectAttention, measureImages } from 'sk-viz';
import { dist } from './serveFolder.js';
import type { PageNumbers } from './visit.js';

/** Measures the first test digit at a scale. */
export async function expectedNumbers(scale: number): Promise<PageNumbers> {
  await start();
  const files = new Map<string, Uint8Array>();
  for (const name of ['model.json', 'weights.bin'])
    files.set(name, await readFile(join(dist, 'models', 'digits', name)));
  const model = modelFromFiles(files);
  const { preprocessing } = modelMetadata(model);
  if (preprocessing === undefined) throw new Error('the digits have a model without preprocessing');
  const data = placeDigit(digitOf(loadDigits('t10k'), 0), 1);
  const image = { data, width: canvasSize, height: canvasSize, channels: 1 as const };
  const observed = attentionModel(model);
  const { attention } = await measureImages(observed, [{ name: 'digit', image }], {
    model: { name: 'digits', parameters: 0 },
    preprocessing,
    source: 'one digit',
    scales: [scale],
  });
  let top: PageNumbers['top'] = [];
  const options = { scales: [scale], preprocessing, batchSize: 1 };
  for await (const { scores } of collectAttention(observed, [image], options))
    top = topClasses(model, scores).map(({ className, probability }) => ({ className, probability }));
  model.dispose();
  return {
    units: attention.units.map(({ unit, scales: [at] }) => ({
      unit,
      largeMinusSmall: Number(at?.largeMinusSmall.mean),
      kernelSize: Number(at?.kernelSize.mean),
    })),
    top,
  };
}
