/**
 * The control of the findings against blur. Enlarging an image of 32 x 32 pixels blurs it, so the blur alone is measured: the whole image is
 * shrunk by the scale and brought back to its size, and the object stays as large as before.
 */
import { attentionModel, resample } from 'sk-models';
import { AttentionStatistics, collectAttention } from 'sk-viz';

/**
 * Measures the change of the largest minus the smallest kernel's attention in each unit, from the images to the blurred images.
 * @returns For each unit its name, the mean change, and half of the 95 % interval of the mean.
 */
export async function blurControl(model, images, preprocessing, scale) {
  const observed = attentionModel(model);
  // The blurred images stand where those at the larger scale would stand.
  const statistics = new AttentionStatistics(observed.sites, [1, scale]);
  const shown = [images, images.map((image) => blurred(image, scale))];
  for (const [index, pictures] of shown.entries()) {
    const options = { scales: [1], preprocessing, batchSize: 100 };
    for await (const batch of collectAttention(observed, pictures, options))
      statistics.add({ ...batch, scale: index });
  }
  return statistics.summary().map(({ unit, change: { mean, interval } }) => ({ unit, mean, interval }));
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
