/** Places that cannot be written to, though nothing says so before it is tried. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTarget } from 'sk-io/command';
import { lockRun, writeFileAtomically, writeSafetensors } from 'sk-io/node';
import { expect, it, onTestFinished, vi } from 'vitest';

vi.mock('node:fs', { spy: true });
vi.mock('node:fs/promises', { spy: true });

const refusal = Object.assign(new Error("EROFS: read-only file system, mkdir '/disk'"), { code: 'EROFS' });

it('a command names the read-only disk before it works', () => {
  vi.mocked(mkdtempSync).mockImplementationOnce(() => {
    throw refusal;
  });
  const folder = tmpdir();
  expect(() => checkTarget(folder, 'folder')).toThrow(
    `--out ${folder} lies on a disk that is read-only: take another place`,
  );
});

it('a command refuses a place that takes no files', () => {
  expect(() => checkTarget('/proc/x', 'folder')).toThrow(
    /^--out \/proc\/x: \/(proc)? .*: take another place$/,
  );
});

it('a writer reports the read-only disk, and no missing folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sk-io-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  vi.mocked(mkdir).mockRejectedValueOnce(refusal);
  await expect(writeFileAtomically(join(folder, 'none', 'file'), '')).rejects.toBe(refusal);
});

it('a writer ends where no folder can be made', async () => {
  await expect(writeFileAtomically('/proc/x/y/file', '')).rejects.toThrow();
  await expect(lockRun('/proc/x/y')).rejects.toThrow();
});

it('a file that cannot be written is named once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sk-io-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file', 'weights.safetensors');
  await expect(writeSafetensors(path, [])).rejects.toThrow(
    new RegExp(`^${path}: cannot be written: E[A-Z]+: [a-z ]+$`),
  );
});
