/** The report of the conformance suite as a file, for programs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterReport } from 'sk-backend-webgpu';
import type { ConformanceReport } from 'sk-conformance';

const folder = join(import.meta.dirname, '..', '..', '..', '..', '.cache');

export function writeReport(report: ConformanceReport): void {
  mkdirSync(folder, { recursive: true });
  const contents = { ...report, node: process.version, adapter: adapterReport() };
  writeFileSync(join(folder, `conformance-${report.backendName}.json`), JSON.stringify(contents, null, 1));
}
