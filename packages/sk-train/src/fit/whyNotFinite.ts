/** Says where the loss of a step ceased to be finite, as the end of a message. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { diagnose, type FailedStep } from '../diagnosis/diagnose.js';
import { describePlace } from '../diagnosis/nonFinitePlace.js';
import type { GradientSettings } from '../step/batchGradients.js';
import { calmerTraining } from './nonFiniteLossError.js';

export async function whyNotFinite(
  model: LayersModel,
  settings: GradientSettings,
  failed: FailedStep,
): Promise<string> {
  const { labels, names } = failed.batch;
  try {
    const place = await diagnose(model, settings, failed);
    if (place === undefined) return `: ${calmerTraining}`;
    const advice = place.kind === 'image' ? '' : `: ${calmerTraining}`;
    return `: ${describePlace(place, labels.length, names)}${advice}`;
  } catch (error) {
    // A pass that keeps all outputs may lack the memory.
    return `: ${calmerTraining}; where it began cannot be said: ${(error as Error).message}`;
  }
}
