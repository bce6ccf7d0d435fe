/** `sk-train doctor`: what a report of a problem should begin with. */
import * as tf from '@tensorflow/tfjs-core';
// Brings the gradients of tfjs's own operations, which its core alone does not have.
import '@tensorflow/tfjs-layers';
import { exitCodes, printJson, printResult } from 'sk-io/command';
import { describeFindings } from './describeFindings.js';
import { findEverything } from './findings.js';
import type { DoctorCommandOptions } from './options.js';

/** Prints the findings and returns the exit code: failure where no backend computes what it should. */
export async function runDoctor({ json }: DoctorCommandOptions): Promise<number> {
  tf.enableProdMode();
  const findings = await findEverything();
  if (json) printJson(findings);
  else printResult(describeFindings(findings));
  return findings.backends.some(({ health }) => health?.isRight) ? exitCodes.ok : exitCodes.failure;
}
