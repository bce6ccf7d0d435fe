/**
 * Compares the public surface of packages with the committed reports: `node tools/api/report.mjs [package]`. With --write
 * the reports are written, and api/since.json records the version that each new name comes with. Reads built declarations.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { entriesOf, manifests, root } from './entries.mjs';
import { nextVersion } from './nextVersion.mjs';
import { namesIn } from './reportNames.mjs';

const silent = { default: { logLevel: 'none' } };

/** Writes a module with all that an entry exports, and returns its path. */
function writeIndex(folder, { report, declarations }) {
  const index = join(folder, 'dist', `.${report.replace('.api.md', '.d.ts')}`);
  const lines = declarations.map((file) => {
    const path = relative(dirname(index), join(folder, file)).replace(/\.d\.ts$/, '.js');
    return `export * from '${path.startsWith('.') ? path : `./${path}`}';\n`;
  });
  writeFileSync(index, lines.join(''));
  return index;
}

function configOf(folder, report, index, output) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: index,
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFolder: output,
        reportTempFolder: output,
        reportFileName: report,
        includeForgottenExports: false,
      },
      newlineKind: 'lf',
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
    packageJsonFullPath: join(folder, 'package.json'),
  });
}

/** Writes the reports of a package's entries, which one compilation reads, and returns their texts by specifier. */
function extract(folder, entries, output) {
  const indices = entries.map((entry) => writeIndex(folder, entry));
  try {
    const configs = entries.map(({ report }, i) => configOf(folder, report, indices[i], output));
    const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: indices });
    const texts = entries.map(({ specifier, report }, i) => {
      Extractor.invoke(configs[i], {
        compilerState,
        localBuild: true,
        messageCallback: (message) => {
          message.handled = true;
        },
      });
      return [specifier, readFileSync(join(output, report), 'utf8')];
    });
    return Object.fromEntries(texts);
  } finally {
    for (const index of indices) rmSync(index);
  }
}

/** Names by entry, with the version that each came with; names that are gone are dropped. */
function sinceOf(reports, before, version) {
  return Object.fromEntries(
    Object.entries(reports).map(([specifier, text]) => {
      const known = before[specifier] ?? {};
      return [specifier, Object.fromEntries(namesIn(text).map(({ name }) => [name, known[name] ?? version]))];
    }),
  );
}

/** Makes the files of a package's api folder. */
function filesOf(manifest) {
  const folder = join(root, 'packages', manifest.name);
  const output = join(folder, 'dist', '.api');
  mkdirSync(output, { recursive: true });
  const entries = entriesOf(manifest);
  const reports = extract(folder, entries, output);
  rmSync(output, { recursive: true });
  const sincePath = join(folder, 'api', 'since.json');
  const before = existsSync(sincePath) ? JSON.parse(readFileSync(sincePath, 'utf8')) : {};
  const since = sinceOf(reports, before, nextVersion(manifest, before));
  return new Map([
    ['since.json', `${JSON.stringify(since, null, 2)}\n`],
    ...entries.map(({ specifier, report }) => [report, reports[specifier]]),
  ]);
}

function write(committed, files) {
  mkdirSync(committed, { recursive: true });
  for (const file of readdirSync(committed)) if (!files.has(file)) rmSync(join(committed, file));
  for (const [file, text] of files) writeFileSync(join(committed, file), text);
}

/** Returns the names of committed files that differ. */
function differing(committed, files) {
  const found = existsSync(committed) ? readdirSync(committed) : [];
  const changed = [...files].filter(
    ([file, text]) => !found.includes(file) || readFileSync(join(committed, file), 'utf8') !== text,
  );
  return [...changed.map(([file]) => file), ...found.filter((file) => !files.has(file))];
}

const all = manifests();
const isWriting = process.argv.includes('--write');
const named = process.argv.slice(2).filter((argument) => argument !== '--write');
const stranger = named.find((name) => !all.has(name));
if (stranger !== undefined) {
  console.error(`report.mjs got '${stranger}', wants ${[...all.keys()].join(', ')}, or --write`);
  process.exit(2);
}
for (const name of named.length > 0 ? named : all.keys()) {
  const committed = join(root, 'packages', name, 'api');
  const files = filesOf(all.get(name));
  if (isWriting) {
    write(committed, files);
    continue;
  }
  const stale = differing(committed, files);
  for (const file of stale) {
    console.error(`packages/${name}/api/${file} is not the surface of ${name}: npm run api writes it anew`);
  }
  if (stale.length > 0) process.exitCode = 1;
  else console.log(`${name}: ${files.size - 1} reports are as committed`);
}
