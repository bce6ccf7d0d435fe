/** The worker thread of a `DecodePool`: answers jobs in the order in which they arrive. */
import { parentPort } from 'node:worker_threads';
import { decodeOnOneThread } from 'sk-io/node';
import { type DecodeJob, decodeImages } from './decodeImages.js';

export interface WorkerRequest {
  readonly id: number;
  readonly job: DecodeJob;
}

// libvips would start a pool of its own in each thread, and keep what it decoded.
await decodeOnOneThread();

parentPort?.on('message', async ({ id, job }: WorkerRequest) => {
  const { pixels, failures } = await decodeImages(job);
  parentPort?.postMessage({ id, pixels, failures }, [pixels.buffer as ArrayBuffer]);
});
