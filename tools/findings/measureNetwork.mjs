/** The measurements of one trained network. */
import { listImages, readImage } from 'sk-io/node';
import { createModel } from 'sk-models';
import { measureFolder, openModel } from 'sk-viz/node';
import { blurControl } from './blurControl.mjs';

const scales = [1, 1.5, 2];

/**
 * Measures attention, classes and confusion of a run, and its controls.
 * @param images The folder of the test images.
 */
export async function measureNetwork(run, images) {
  const opened = await openModel(run);
  try {
    const { attention, classes, confusion } = await measured(opened, images);
    const controls = { blur: await blur(opened, images), untrained: await untrained(opened, images) };
    return { attention, classes, confusion, controls };
  } finally {
    opened.model.dispose();
  }
}

async function measured(opened, images) {
  const { measurement } = await measureFolder(opened, {
    images,
    scales,
    batchSize: 100,
    samples: 0,
    onProgress,
  });
  const source = `the ${measurement.attention.images.toLocaleString('en-US')} test images of CIFAR-10, as JPEG files`;
  const named = (part) => ({ ...part, source });
  return {
    attention: named(measurement.attention),
    classes: named(measurement.classes),
    confusion: named(measurement.confusion),
  };
}

async function untrained(trained, images) {
  const model = createModel(trained.name, { numClasses: trained.classNames.length, seed: 1 });
  try {
    const { attention } = await measured({ ...trained, model }, images);
    return attention.units.map(({ unit, change: { mean, interval } }) => ({ unit, mean, interval }));
  } finally {
    model.dispose();
  }
}

async function blur({ model, preprocessing }, images) {
  const pictures = [];
  for (const { path } of (await listImages(images)).images) pictures.push(await readImage(path));
  return await blurControl(model, pictures, preprocessing, Math.max(...scales));
}

function onProgress(done, total) {
  if (done % 1000 === 0) process.stderr.write(`measured ${done} of ${total} images\n`);
}
