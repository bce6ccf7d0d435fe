/** Compiles assembly/ and writes src/generated/: `node scripts/generate.mjs` or `npm run generate`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Options of the compiler. There is no runtime, no memory and no data segment, since the module works on tfjs's heap,
 * where every byte is taken.
 */
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

/** The builds of assembly/: name of the generated constant, and options beside those of all builds. */
const builds = { simdKernels: [], relaxedSimdKernels: ['--enable=relaxed-simd'] };

/** Returns the offset of the byte that says whether the imported memory is shared. */
function memoryFlagOffset(binary) {
  const name = Buffer.from('\x03env\x06memory\x02', 'latin1');
  const at = Buffer.from(binary).indexOf(name);
  if (at < 0) throw new Error('generate: the module imports no memory env.memory');
  return at + name.length;
}

async function compile(features) {
  let binary;
  const { error, stderr } = await asc.main([...options, ...features], {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (error || binary === undefined) throw new Error(`generate: ${error?.message}\n${stderr}`);
  return binary;
}

/** Returns the texts of the files of src/generated/, by name. */
export async function generate() {
  const files = {};
  for (const [name, features] of Object.entries(builds)) {
    const binary = await compile(features);
    const lines = Buffer.from(binary)
      .toString('base64')
      .match(/.{1,120}/g);
    files[`${name}.ts`] = [
      '/** assembly/ compiled by scripts/generate.mjs; not to be edited. */',
      `export const ${name}: { readonly memoryFlagOffset: number; readonly base64: string } = {`,
      `  memoryFlagOffset: ${memoryFlagOffset(binary)},`,
      '  base64: `',
      ...lines,
      '`,',
      '};',
      '',
    ].join('\n');
  }
  return files;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(`${root}/src/generated`, { recursive: true });
  for (const [name, text] of Object.entries(await generate())) {
    writeFileSync(`${root}/src/generated/${name}`, text);
    console.log(`src/generated/${name}: ${text.length} characters`);
  }
}
