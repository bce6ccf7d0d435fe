/** What a plug-in tells the suites about itself. */
import * as tf from '@tensorflow/tfjs-core';
import type { KernelOrigin } from 'sk-core';
import { expect } from 'vitest';
import type { Tolerance } from '../numbers/close.js';

export interface BackendUnderTest {
  /** Name that tfjs knows the backend by. */
  readonly backendName: string;
  /** Kernels that the plug-in claims. The suite fails if a composite answered for one of them. */
  readonly provides: readonly string[];
  /** Makes the backend ready and installs the plug-in. Throws MissingDeviceError where there is no device. */
  readonly start: () => Promise<void>;
  /** Wraps each case; throws on errors that the device reports late, as WebGPU does. */
  readonly guard?: <T>(run: () => Promise<T>) => Promise<T>;
  /** For devices that compute with less than float32. */
  readonly tolerance?: Tolerance;
  /** Case name to reason. Run as `it.fails`, so that a cure is noticed. */
  readonly knownFailures?: Readonly<Record<string, string>>;
  /** Every how-manieth case of the convolution grid runs: 1 unless the device is very slow. */
  readonly gridStep?: number;
  /** Told at the end what ran and how it went, for programs. */
  readonly onReport?: (report: ConformanceReport) => void | Promise<void>;
}

/** What `backendSuite` found. */
export interface ConformanceReport {
  readonly backendName: string;
  /** For each kernel of sk-core, who answered. */
  readonly kernels: Readonly<Record<string, KernelOrigin>>;
  /** By case: 'passed', or what was wrong. */
  readonly cases: Readonly<Record<string, string>>;
}

/** The machine lacks the device: the suite is skipped, unless the environment variable SK_REQUIRE names the backend. */
export class MissingDeviceError extends Error {
  override readonly name = 'MissingDeviceError';
}

/** Whether SK_REQUIRE, a list of backend names with commas, says that the device is there. */
export function isRequired(backendName: string, list: string | undefined = requiredDevices()): boolean {
  return (list ?? '').split(',').includes(backendName);
}

function requiredDevices(): string | undefined {
  const { process } = globalThis as { process?: { env: Readonly<Record<string, string | undefined>> } };
  return process?.env['SK_REQUIRE'];
}

/**
 * Starts the backend with tfjs's own leak check on.
 *
 * @returns Why the suite cannot run here, or nothing.
 */
export async function startUnderTest(under: BackendUnderTest): Promise<string | undefined> {
  try {
    await under.start();
  } catch (error) {
    if (!(error instanceof MissingDeviceError) || isRequired(under.backendName)) throw error;
    return error.message;
  }
  expect(await tf.setBackend(under.backendName), `tf.setBackend('${under.backendName}')`).toBe(true);
  await tf.ready();
  tf.env().set('IS_TEST', true);
  return undefined;
}
