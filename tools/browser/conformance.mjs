/** Shares the conformance cases of a backend between browsers, and writes what came out to .cache. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callInPage } from './callInPage.mjs';

const cache = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), '.cache');
/** A browser computes on one core, most of the time. */
const browsers = 2;

/** @returns {Promise<{passed: number, failed: number}>} Cases and, as one more each, claims about all of them. */
export async function conformance(backend, page) {
  // All of them end before an error is thrown: no browser is left behind.
  const ended = await Promise.allSettled(
    Array.from({ length: browsers }, (_, index) =>
      callInPage(page, { name: 'conformance', argument: { index, count: browsers } }),
    ),
  );
  const broken = ended.find(({ status }) => status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  const shares = ended.map(({ value }) => value);
  const reports = shares.map(({ result }) => result);
  const results = reports.flatMap((report) => report.results);
  const claims = claimsOf(reports, results);
  for (const { claim, wrong } of claims) {
    console.log(
      `${wrong.length === 0 ? 'holds' : 'FAILS'}: ${claim}${wrong.map((w) => `\n  ${w}`).join('')}`,
    );
  }
  const [{ device, tfjs, steps, promised }] = reports;
  const failed =
    results.filter(({ status }) => status === 'failed').length +
    claims.filter(({ wrong }) => wrong.length > 0).length;
  const passed = results.length + claims.length - failed;
  const kinds = Object.entries(promised).map(([kind, cases]) => `${cases} ${kind}${shareOf(steps[kind])}`);
  console.log(`${backend} on ${device}: ${results.length} cases: ${kinds.join(', ')}`);

  const versions = { chromium: shares[0].version, tfjs };
  const cases = Object.fromEntries(results.map(({ name, ...rest }) => [name, rest]));
  mkdirSync(cache, { recursive: true });
  const report = { backend, device, versions, steps, promised, claims, passed, failed, cases };
  writeFileSync(join(cache, `conformance-chromium-${backend}.json`), `${JSON.stringify(report, null, 1)}\n`);
  return { passed, failed };
}

const shareOf = (step = 1) => (step === 1 ? '' : ` (one in ${step})`);

function claimsOf(reports, results) {
  const [{ promised, wantedOrigin, device }] = reports;
  const counts = Object.entries(promised).map(([kind, wanted]) => {
    const ran = new Set(results.filter((result) => result.kind === kind).map(({ name }) => name)).size;
    return { kind, ran, wanted };
  });
  return [
    {
      claim: 'as many different cases of each kind ran as sk-conformance promises',
      wrong: counts
        .filter(({ ran, wanted }) => ran !== wanted)
        .map(({ kind, ran, wanted }) => `${kind}: ${ran} ran, ${wanted} promised`),
    },
    {
      claim: `every kernel on ${device} is a ${wantedOrigin}`,
      wrong: Object.keys(reports[0].origins).flatMap((kernel) => {
        const seen = new Set(
          reports.map(({ origins }) => origins[kernel]).filter((origin) => origin !== 'none'),
        );
        return seen.size === 1 && seen.has(wantedOrigin)
          ? []
          : [`${kernel}: ${[...seen].join(' and ') || 'none'}`];
      }),
    },
  ];
}
