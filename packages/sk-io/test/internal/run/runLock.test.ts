import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockRun } from '../../../src/node/run/runLock.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('lockRun', () => {
  it('keeps a second trainer out while the first one lives', async () => {
    const run = await temporaryFolder();
    // The parent of this process is alive.
    writeFileSync(join(run, 'lock'), `${process.ppid}\n`);
    await expect(lockRun(run)).rejects.toThrow(`process ${process.ppid} trains here already`);
  });

  it('of a copied folder holds the first one alone', async () => {
    const parent = await temporaryFolder();
    const [run, copy] = [join(parent, 'run'), join(parent, 'copy')];
    const unlock = await lockRun(run);
    // A lock of another process that is alive, as a copy of it would say.
    const held = readFileSync(join(run, 'lock'), 'utf8').replace(/^\d+( \d+)?/, `${process.ppid}`);
    writeFileSync(join(run, 'lock'), held);
    cpSync(run, copy, { recursive: true });
    await (await lockRun(copy))();
    await expect(lockRun(run)).rejects.toThrow(`process ${process.ppid} trains here already`);
    await unlock();
  });

  it('takes over the lock of a process that is gone, and gives it back', async () => {
    const run = await temporaryFolder();
    writeFileSync(join(run, 'lock'), '4194305\n');
    const unlock = await lockRun(run);
    expect(existsSync(join(run, 'lock'))).toBe(true);
    await unlock();
    expect(existsSync(join(run, 'lock'))).toBe(false);
  });

  it('leaves nothing but the lock, which tells this process from a later one of its number', async () => {
    const run = await temporaryFolder();
    const unlock = await lockRun(run);
    expect(readdirSync(run)).toEqual(['lock']);
    expect(readFileSync(join(run, 'lock'), 'utf8')).toMatch(
      process.platform === 'linux' ? /^\d+ \d+ folder \d+\n$/ : /^\d+ folder \d+\n$/,
    );
    await unlock();
  });

  it.runIf(process.platform === 'linux')(
    'takes over the lock of another process of that number',
    async () => {
      const run = await temporaryFolder();
      writeFileSync(join(run, 'lock'), `${process.ppid} 1\n`);
      await (await lockRun(run))();
      expect(readdirSync(run)).toEqual([]);
    },
  );

  it.runIf(process.platform === 'linux')('takes over the lock of a zombie', async () => {
    const run = await temporaryFolder();
    // A shell becomes a process that never asks how its child ended; after that, the child may end.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    onTestFinished(() => void parent.kill());
    const [pid] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
    await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
    (parent.stdio[3] as Writable).end();
    await until(() => readFileSync(`/proc/${Number(pid)}/stat`, 'utf8').includes(') Z '));
    writeFileSync(join(run, 'lock'), `${Number(pid)}\n`);
    await (await lockRun(run))();
    expect(readdirSync(run)).toEqual([]);
  });
});
