import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockRun } from '../../src/node/run/runLock.js';
import { temporaryFolder } from '../imageFiles.js';

describe('lockRun', () => {
  it('keeps a second trainer out while the first one lives', async () => {
    const run = await temporaryFolder();
    // The parent of this process is alive.
    writeFileSync(join(run, 'lock'), `${process.ppid}\n`);
    await expect(lockRun(run)).rejects.toThrow(`process ${process.ppid} trains here already`);
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
      process.platform === 'linux' ? /^\d+ \d+\n$/ : /^\d+\n$/,
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
    // A shell that becomes a process which never asks how its child ended.
    const parent = spawn('sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill());
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    const isZombie = () => readFileSync(`/proc/${Number(pid)}/stat`, 'utf8').includes(') Z ');
    while (!isZombie()) await new Promise((resolve) => setTimeout(resolve, 10));
    writeFileSync(join(run, 'lock'), `${Number(pid)}\n`);
    await (await lockRun(run))();
    expect(readdirSync(run)).toEqual([]);
  });
});
