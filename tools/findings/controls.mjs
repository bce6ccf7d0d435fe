/**
 * Two controls. Enlarging an image of 32 x 32 pixels blurs it, so the blur alone is measured: the whole image shrunk by the
 * scale and brought back to its size, the object as large as before. And what a network does that has learned nothing.
 */
import { attentionModel, resample } from 'sk-models';
import { collectAttention, extremeBranches } from 'sk-viz';

/** Change of the largest minus the smallest kernel's attention in each unit from the images to the blurred images. */
export async function blurControl(model, images, preprocessing, scale) {
  const tapped = attentionModel(model);
  const sharp = await differences(tapped, images, preprocessing);
  const soft = await differences(
    tapped,
    images.map((image) => blurred(image, scale)),
    preprocessing,
  );
  return tapped.taps.map(({ unit }, i) => ({
    unit,
    ...meanOf(soft[i].map((value, n) => value - sharp[i][n])),
  }));
}

/** For each unit one number an image. */
async function differences(tapped, images, preprocessing) {
  const found = tapped.taps.map(() => []);
  for await (const { attention, count } of collectAttention(tapped, images, {
    scales: [1],
    preprocessing,
    batchSize: 100,
  })) {
    tapped.taps.forEach((tap, unit) => {
      const { largest, smallest } = extremeBranches(tap);
      const size = tap.branches.length * tap.channels;
      for (let image = 0; image < count; image++) {
        const own = attention[unit].subarray(image * size, (image + 1) * size);
        found[unit].push(branchMean(own, largest, tap.channels) - branchMean(own, smallest, tap.channels));
      }
    });
  }
  return found;
}

function branchMean(attention, branch, channels) {
  const own = attention.subarray(branch * channels, (branch + 1) * channels);
  return own.reduce((sum, value) => sum + value, 0) / channels;
}

function blurred(image, scale) {
  const { width, height, channels } = image;
  const small = [Math.round(height / scale), Math.round(width / scale)];
  const bytes = (values) => Uint8Array.from(values, Math.round);
  const whole = (size) => ({ left: 0, top: 0, height: size[0], width: size[1] });
  const shrunk = bytes(resample(image, whole([height, width]), small, 'bilinear'));
  const from = { data: shrunk, height: small[0], width: small[1], channels };
  return { ...image, data: bytes(resample(from, whole(small), [height, width], 'bilinear')) };
}

/** `interval`: half of 95 %. */
function meanOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, interval: (1.96 * Math.sqrt(squares / (values.length - 1))) / Math.sqrt(values.length) };
}
