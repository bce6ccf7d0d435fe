/** The conformance suite of a backend inside a page: what `backendSuite` checks, without vitest. */
import * as tf from '@tensorflow/tfjs-core';
import { kernelNames } from 'sk-conformance/check';
import { type KernelOrigin, kernelOrigin } from 'sk-core';
import type { BackendInPage } from './backendInPage.js';
import { type CaseSteps, caseKinds, type PageCase } from './pageCases.js';

/** Pages share the cases: page `index` of `count` takes each `count`-th. */
export interface Share {
  readonly index: number;
  readonly count: number;
}

export interface CaseResult {
  readonly kind: string;
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly message?: string;
}

export interface ShareReport {
  /** What computed. */
  readonly device: string;
  readonly tfjs: string;
  readonly steps: CaseSteps;
  /** Cases of each kind, over all shares. */
  readonly promised: Readonly<Record<string, number>>;
  readonly results: readonly CaseResult[];
  readonly wantedOrigins: Readonly<Record<string, KernelOrigin>>;
  /** Of each kernel of sk-core and of the plug-in, after the cases; 'none' where none of this share's cases ran it. */
  readonly origins: Readonly<Record<string, KernelOrigin>>;
}

const secondsBetweenLines = 10;

export async function runCases(backend: BackendInPage, { index, count }: Share): Promise<ShareReport> {
  const device = await backend.start();
  const kinds = caseKinds(backend.steps);
  const all = kinds.flatMap(({ kind, cases }) => cases.map((c) => ({ ...c, kind })));
  const mine = all.filter((_, i) => i % count === index);
  const results: CaseResult[] = [];
  const progress = progressLine(`${backend.name} ${index + 1}/${count}`, mine.length);
  // tfjs checks each kernel for tensors that it leaves behind.
  tf.env().set('IS_TEST', true);
  for (const c of mine) {
    const result = { kind: c.kind, name: c.name, ...(await outcome(backend, c)) };
    if (result.status === 'failed') console.log(`FAILS: ${c.name}: ${result.message}`);
    results.push(result);
    progress(results);
    // The page stays alive: a case is one long task.
    await new Promise((done) => setTimeout(done));
  }
  tf.env().set('IS_TEST', false);
  const kernels = [...kernelNames, ...backend.brings];
  return {
    device,
    tfjs: tf.version_core,
    steps: backend.steps,
    promised: Object.fromEntries(kinds.map(({ kind, promised }) => [kind, promised])),
    results,
    wantedOrigins: Object.fromEntries(
      kernels.map((name) => [name, backend.composites.includes(name) ? 'composite' : 'plugin']),
    ),
    origins: Object.fromEntries(kernels.map((name) => [name, kernelOrigin(name, backend.name)])),
  };
}

async function outcome(
  { guard }: BackendInPage,
  { run }: PageCase,
): Promise<Pick<CaseResult, 'status' | 'message'>> {
  try {
    await guard(run);
    return { status: 'passed' };
  } catch (error) {
    return { status: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function progressLine(who: string, total: number): (results: readonly CaseResult[]) => void {
  let told = performance.now();
  return (results) => {
    if (results.length < total && performance.now() - told < 1000 * secondsBetweenLines) return;
    told = performance.now();
    const failed = results.filter(({ status }) => status === 'failed').length;
    console.log(`${who}: ${results.length} of ${total} cases, ${failed} failed`);
  };
}
