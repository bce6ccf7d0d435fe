/** Functions that a plug-in may record and replay; on other backends they are called each time. */
import * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from '../contract/plugins.js';
import type { Capture, CapturedFunction } from '../contract/types.js';
import { callCaptured, runTidily } from './callCaptured.js';

/** Captures a function on the current backend. Where its plug-in cannot, the function is called each time. */
export function capture<I extends string, O extends string>(run: CapturedFunction<I, O>): Capture<I, O> {
  return pluginOf()?.capture?.(run) ?? calledEachTime(run);
}

function calledEachTime<I extends string, O extends string>(run: CapturedFunction<I, O>): Capture<I, O> {
  return {
    call: (inputs) => callCaptured(run, inputs),
    run: (inputs) => runTidily(run, inputs),
    isRecorded: () => false,
    replays: 0,
    refusal: `the backend ${tf.getBackend()} records nothing`,
    dispose: () => undefined,
  };
}
