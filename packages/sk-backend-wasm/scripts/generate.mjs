/** Compiles assembly/ and writes src/generated/kernels.ts. `node scripts/generate.mjs` or `npm run generate`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

/** No runtime, no memory, no data segment: the heap is tfjs's, and every byte of it is taken. */
const options = [
  'assembly/index.ts',
  '--outFile=kernels.wasm',
  '--runtime=stub',
  '--importMemory',
  '--noExportMemory',
  '--maximumMemory=65536',
  '--enable=simd',
  '-O3',
  '--noAssert',
  '--disableWarning=112', // v128 parameters, which no JavaScript passes
  `--baseDir=${root}`,
];

/** Where the byte stands that says whether the imported memory is shared. */
function memoryFlagOffset(binary) {
  const name = Buffer.from('\x03env\x06memory\x02', 'latin1');
  const at = Buffer.from(binary).indexOf(name);
  if (at < 0) throw new Error('generate: the module imports no memory env.memory');
  return at + name.length;
}

/** The text of src/generated/kernels.ts. */
export async function generate() {
  let binary;
  const { error, stderr } = await asc.main(options, {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (error || binary === undefined) throw new Error(`generate: ${error?.message}\n${stderr}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,120}/g);
  return [
    '/** assembly/ compiled by scripts/generate.mjs; not to be edited. */',
    `export const memoryFlagOffset: number = ${memoryFlagOffset(binary)};`,
    'export const kernelsBase64: string = `',
    ...lines,
    '`;',
    '',
  ].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = await generate();
  mkdirSync(`${root}/src/generated`, { recursive: true });
  writeFileSync(`${root}/src/generated/kernels.ts`, text);
  console.log(`src/generated/kernels.ts: ${text.length} characters`);
}
