/**
 * Whether our models answer as timm's do with the same weights, at full size, on wasm:
 *
 *     venv/bin/python tools/golden/write_timm.py --full FOLDER && node tools/golden/checkTimm.mjs FOLDER
 *
 * Exits with 1 where a logit differs by more than 1e-4 of the largest.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const tolerance = 1e-4;
const here = dirname(fileURLToPath(import.meta.url));

/** From the sources, so that nothing has to be built before. */
async function load() {
  const outfile = join(here, '.cache', 'timmLogits.mjs');
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [join(here, 'timmLogits.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['sk-source'],
    external: ['@tensorflow/*', '@bufbuild/*', 'h5wasm', 'sharp', 'yauzl'],
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(dirname(outfile), { recursive: true });
  }
}

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node tools/golden/checkTimm.mjs FOLDER, which write_timm.py --full has filled');
  process.exit(2);
}
const { compare, startWasm } = await load();
await startWasm();
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.safetensors'))
  .map((file) => file.slice(0, -'.safetensors'.length));
let failed = names.length === 0;
for (const name of names) {
  const { error, sameAnswer } = await compare(folder, name);
  const holds = error <= tolerance;
  failed ||= !holds;
  console.log(
    `${holds ? 'holds' : 'FAILS'}: ${name}: differs by ${error.toExponential(1)} of the largest logit, ${sameAnswer ? 'the same' : 'another'} answer`,
  );
}
process.exit(failed ? 1 : 0);
