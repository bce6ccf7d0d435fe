/** Verdicts of the suite about backends that are wrong or missing. Each run is a vitest of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opCases } from 'sk-conformance/check';
import { elementAt } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { isRequired } from '#internal';

interface Assertion {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

interface Run {
  readonly assertions: readonly Assertion[];
  readonly output: string;
}

function runFaulty(titles: string, required: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'sk-conformance-'));
  const reportFile = join(folder, 'report.json');
  const root = fileURLToPath(new URL('../', import.meta.url));
  const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));
  const config = fileURLToPath(new URL('fixtures/vitest.config.ts', import.meta.url));
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const args = [vitest, 'run', '--root', root, '--config', config, ...reporters, '-t', titles];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, SK_REQUIRE: required, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  rmSync(folder, { recursive: true });
  const files: readonly { readonly assertionResults: readonly Assertion[] }[] = report.testResults;
  return { assertions: files.flatMap((file) => file.assertionResults), output: stdout + stderr };
}

const failures = (assertions: readonly Assertion[]): string[] =>
  assertions
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName.replace('ops on cpu ', ''));

const lost = (assertions: readonly Assertion[]): readonly Assertion[] =>
  assertions.filter(({ fullName }) => fullName.startsWith('ops on sk-lost '));

const titles = `known failure|claims|1x1, 1 to 1`;

describe('a backend that is not what it says', () => {
  const { assertions, output } = runFaulty(titles, '');

  it('fails where a composite answers for a kernel that it claims', () => {
    expect(failures(assertions)).toContain(
      'the plug-in answers for each kernel that it claims, a composite for the others',
    );
  });

  it('fails where a known failure passes, or names no case', () => {
    expect(failures(assertions)).toContain(elementAt(opCases, 0).name);
    expect(failures(assertions)).toContain('every known failure names a case');
  });

  it('is skipped where its device is missing', () => {
    const statuses = lost(assertions).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['skipped']));
    expect(output).not.toContain('MissingDeviceError');
  });

  it('fails where SK_REQUIRE names the missing device', () => {
    const required = runFaulty(titles, 'cpu,sk-lost');
    expect(required.output).toContain('MissingDeviceError: no such device here');
    expect(lost(required.assertions).filter(({ status }) => status === 'passed')).toEqual([]);
  });
});

describe('SK_REQUIRE', () => {
  it('is a list of backend names', () => {
    expect(isRequired('webgpu', 'wasm,webgpu')).toBe(true);
    expect(isRequired('webgpu', 'webgpu2')).toBe(false);
    expect(isRequired('webgpu', '')).toBe(false);
  });
});
