/** Tests of a backend's conformance cases in browsers: one for each claim about all of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { callInPage } from '../../callInPage.js';
import type { CaseResult, ShareReport } from '../../conformance.js';
import { pages } from '../../pages.js';

const cache = join(import.meta.dirname, '..', '..', '..', '..', '.cache');
/** A browser computes on one core, most of the time. */
const browsers = 2;

/** Runs the cases of a backend, shared between browsers, and writes the results to .cache. */
async function runShares(backend: keyof typeof pages): Promise<ShareReport[]> {
  // All of them end before an error is thrown: no browser is left behind.
  const ended = await Promise.allSettled(
    Array.from({ length: browsers }, (_, index) =>
      callInPage<ShareReport>(pages[backend], { name: 'conformance', argument: { index, count: browsers } }),
    ),
  );
  const shares = ended.map((share) => {
    if (share.status === 'rejected') throw share.reason;
    return share.value;
  });
  const reports = shares.map(({ result }) => result);
  const { device, tfjs, steps, promised } = reports[0] as ShareReport;
  const cases = Object.fromEntries(
    reports.flatMap(({ results }) => results).map(({ name, ...rest }) => [name, rest]),
  );
  const versions = { chromium: shares[0]?.version, tfjs };
  mkdirSync(cache, { recursive: true });
  const report = { backend, device, versions, steps, promised, cases };
  writeFileSync(join(cache, `conformance-chromium-${backend}.json`), `${JSON.stringify(report, null, 1)}\n`);
  return reports;
}

/** Registers the tests of a backend. */
export function conformanceClaims(backend: keyof typeof pages): void {
  describe(`ops on ${backend} in Chromium`, () => {
    let reports: readonly ShareReport[] = [];
    let results: readonly CaseResult[] = [];
    beforeAll(async () => {
      reports = await runShares(backend);
      results = reports.flatMap((report) => report.results);
    });

    it('every case agrees with float64', () => {
      expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    });

    it('as many different cases of each kind ran as sk-conformance promises', () => {
      const promised = reports[0]?.promised ?? {};
      expect(Object.keys(promised)).toEqual(['grid', 'others', 'nonFinite', 'golden', 'refusals']);
      const ran = Object.keys(promised).map((kind) => [
        kind,
        new Set(results.filter((result) => result.kind === kind).map(({ name }) => name)).size,
      ]);
      expect(Object.fromEntries(ran)).toEqual(promised);
      expect(results.length).toBeGreaterThan(100);
      expect((promised['nonFinite'] ?? 0) > 20).toBe(backend !== 'webgl');
    });

    it('every kernel is of the wanted origin', () => {
      const [{ origins, wantedOrigins }] = reports as [ShareReport];
      const others = Object.keys(origins).flatMap((kernel) => {
        // 'none' where no case of the share ran the kernel.
        const seen = new Set(reports.flatMap((share) => share.origins[kernel] ?? []));
        seen.delete('none');
        return seen.size === 1 && seen.has(wantedOrigins[kernel] ?? 'none')
          ? []
          : [{ kernel, seen: [...seen] }];
      });
      expect(others).toEqual([]);
      expect(Object.keys(origins).length).toBeGreaterThan(0);
    });
  });
}
