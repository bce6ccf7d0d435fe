/** A plug-in's description of itself to the suites. */
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type KernelOrigin, type OptionNames } from 'sk-core';
import { expect } from 'vitest';
import type { Tolerance } from '../numbers/close.js';

export interface BackendUnderTest {
  /** Name of the backend in tfjs. */
  readonly backendName: string;
  /** Kernels that the plug-in claims. The suite fails if a composite answered for one of them. */
  readonly provides: readonly string[];
  /** Makes the backend ready and installs the plug-in. Throws MissingDeviceError where there is no device. */
  readonly start: () => Promise<void>;
  /** Wraps each case; throws on errors that the device reports late, as WebGPU does. */
  readonly guard?: <T>(run: () => Promise<T>) => Promise<T>;
  /** A tolerance for devices that compute with less than float32. */
  readonly tolerance?: Tolerance;
  /** Cases that are known to fail, by name, with the reason. They run as `it.fails`, so that a cure is noticed. */
  readonly knownFailures?: Readonly<Record<string, string>>;
  /**
   * Every how-manieth case of the convolution grid runs: 1 by default. A step that shares no factor with the grid's
   * sizes lets each of their values take part.
   */
  readonly gridStep?: number;
  /** Called at the end with the results, for programs. */
  readonly onReport?: (report: ConformanceReport) => void | Promise<void>;
}

const names: OptionNames<BackendUnderTest> = {
  backendName: true,
  provides: true,
  start: true,
  guard: true,
  tolerance: true,
  knownFailures: true,
  gridStep: true,
  onReport: true,
};

/** @throws OptionError for a name that a description does not have. */
export const checkUnderTest = (suite: string, under: BackendUnderTest): void =>
  checkOptions(`${suite}: under`, under, names);

/** Results of `backendSuite`. */
export interface ConformanceReport {
  readonly backendName: string;
  /** The kind of implementation that answered for each kernel of sk-core. */
  readonly kernels: Readonly<Record<string, KernelOrigin>>;
  /** 'passed' or a message, for each case. */
  readonly cases: Readonly<Record<string, string>>;
}

/**
 * The error of `start` where the machine lacks the device. The suite is then skipped, unless the environment variable
 * SK_REQUIRE names the backend.
 */
export class MissingDeviceError extends Error {
  override readonly name = 'MissingDeviceError';
}

/** Tells whether SK_REQUIRE, a list of backend names with commas, names the backend. */
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
 * @returns The reason why the suite cannot run here, or undefined.
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
