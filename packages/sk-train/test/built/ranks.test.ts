/** `--processes` without MPI: ranks as threads. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elementAt } from 'sk-core';
import { readLog } from 'sk-io/node';
import { describe, expect, it } from 'vitest';
import { type Finished, runCommand } from '../command.js';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { writeSmallNetwork } from '../smallNetwork.js';

const script = fileURLToPath(new URL('../../bin/sk-train.js', import.meta.url));

/** Runs the command where no mpirun is found. */
function runWithoutMpi(args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, PATH: '/nowhere' } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

describe('fit --processes 2', () => {
  it('has the losses of one process that cuts its batches in two, writes one run, and goes on alone', async () => {
    const folder = await temporaryFolder();
    const data = join(await writeImageFolder(join(folder, 'data'), { train: 4, test: 0 }), 'train');
    const network = await writeSmallNetwork(join(folder, 'network'));
    const fit = (run: string, epochs: number): string[] => [
      ...['fit', '--data', data, '--val-split', '0', '--from', network, '--out', join(folder, run)],
      ...['--epochs', `${epochs}`, '--schedule', 'constant', '--batch-size', '6', '--lr', '0.05'],
      ...['--log-every', '1', '--workers', '0', '--backend', 'cpu', '--resume'],
    ];
    const losses = (run: string): number[] =>
      (readLog(join(folder, run)) ?? []).flatMap((record) => (record.kind === 'step' ? [record.loss] : []));
    const together = await runWithoutMpi([...fit('together', 2), '--processes', '2']);
    expect(together, together.stderr).toMatchObject({ code: 0 });
    expect(together.stderr).toMatch(/^ranks: 2 threads, since there is no mpirun$/m);
    expect(together.stderr).toMatch(/^ranks: 2 on threads, .*; a batch of 6 is 3 images on each$/m);
    expect(together.stdout.trim().split('\n')).toHaveLength(1);
    const alone = await runCommand([...fit('alone', 2), '--accumulate', '2']);
    expect(alone, alone.stderr).toMatchObject({ code: 0 });
    expect(losses('together')).toHaveLength(4);
    for (const [step, loss] of losses('together').entries()) {
      expect(loss).toBeCloseTo(elementAt(losses('alone'), step), 5);
    }
    const again = await runCommand(fit('together', 3));
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'together', 'checkpoints'))).toContain('step-00000006');
  });

  it('with --sync-batch-norm has the losses of one process', async () => {
    const folder = await temporaryFolder();
    const data = join(await writeImageFolder(join(folder, 'data'), { train: 4, test: 0 }), 'train');
    const fit = (run: string): string[] => [
      ...['fit', '--data', data, '--val-split', '0', '--model', 'sknet_slim', '--out', join(folder, run)],
      ...['--max-steps', '5', '--epochs', '5', '--batch-size', '12', '--lr', '0.001', '--log-every', '1'],
      ...['--image-size', '32', '--workers', '0', '--backend', 'wasm', '--threads', '1'],
    ];
    const losses = (run: string): number[] =>
      (readLog(join(folder, run)) ?? []).flatMap((record) => (record.kind === 'step' ? [record.loss] : []));
    const together = await runWithoutMpi([...fit('together'), '--processes', '2', '--sync-batch-norm']);
    expect(together, together.stderr).toMatchObject({ code: 0 });
    const alone = await runCommand(fit('alone'));
    expect(alone, alone.stderr).toMatchObject({ code: 0 });
    expect(losses('alone')).toHaveLength(5);
    for (const [step, loss] of losses('alone').entries()) {
      expect(Math.abs(elementAt(losses('together'), step) / loss - 1)).toBeLessThan(1e-5);
    }
    const stock = [
      ...fit('stock'),
      '--from',
      await writeSmallNetwork(join(folder, 'network')),
      '--processes',
      '2',
    ];
    const refused = await runWithoutMpi([
      ...stock.filter((word) => word !== '--model' && word !== 'sknet_slim'),
      '--sync-batch-norm',
    ]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(/is a batch norm of TensorFlow\.js/);
    const one = await runCommand([...fit('one'), '--sync-batch-norm']);
    expect(one).toMatchObject({ code: 2 });
    expect(one.stderr).toMatch(/^sk-train: syncBatchNorm \(--sync-batch-norm\): wants ranks/m);
  });

  it('ends with one line and a code where all ranks find the same error, or a backend cannot live in a thread', async () => {
    const folder = await temporaryFolder();
    const data = join(await writeImageFolder(join(folder, 'data'), { train: 3, test: 0 }), 'train');
    const network = await writeSmallNetwork(join(folder, 'network'));
    const fit = ['fit', '--data', data, '--from', network, '--out', join(folder, 'run'), '--val-split', '0'];
    const more = ['--workers', '0', '--processes', '2', '--batch-size', '5'];
    const uneven = await runWithoutMpi([...fit, ...more, '--backend', 'cpu']);
    expect(uneven.code).toBe(2);
    expect(uneven.stderr.split('\n').filter((line) => line.startsWith('sk-train'))).toEqual([
      'sk-train: batchSize 5 cannot be cut evenly between 2 ranks: take --batch-size 4 or 6',
    ]);
    const gpu = await runWithoutMpi([...fit, ...more, '--backend', 'webgpu']);
    expect(gpu.code).toBe(2);
    expect(gpu.stderr).toMatch(/^sk-train: --processes 2: .*webgpu cannot live in a thread/m);
  });
});
