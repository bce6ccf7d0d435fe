/** Writes the page, its figures and its data, and reads the data again. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from 'sk-io';
import { attentionCsv, classesCsv, renderSvg } from 'sk-viz';
import { figures } from './figures.mjs';
import { readSweep } from './ordering.mjs';
import { page } from './page.mjs';

/**
 * Writes everything below the folder `docs`, in place of what is there.
 * @returns The names of the files in `docs/findings`.
 */
export async function writeFindings(docs, found) {
  const folder = join(docs, 'findings');
  // The page is written from what the files hold, so that a reader of the files comes to the same page.
  const networks = found.map((network) => JSON.parse(jsonText(network)));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const network of networks) {
    const write = (name, content) => writeFileSync(join(folder, `${network.id}.${name}`), content);
    const { attention, classes, confusion, state, ...study } = network;
    for (const [name, content] of Object.entries({ attention, classes, confusion, state, study }))
      write(`${name}.json`, jsonText(content));
    write('attention.csv', attentionCsv(attention));
    write('classes.csv', classesCsv(classes));
    for (const { name, figure } of figures(network)) write(`${name}.svg`, await renderSvg(figure));
  }
  const results = join(docs, '..', 'bench', 'results', 'sweep-slim', 'results.csv');
  writeFileSync(join(docs, 'findings.md'), page(networks, readSweep(readFileSync(results, 'utf8'))));
  return readdirSync(folder);
}

/** Reads the content of `docs/findings` back, as `writeFindings` took it. @param read Gives the text of a file by its name. */
export function readFindings(read) {
  return ['whole', 'crops'].map((id) => {
    const part = (name) => JSON.parse(read(`${id}.${name}.json`));
    return {
      ...part('study'),
      attention: part('attention'),
      classes: part('classes'),
      confusion: part('confusion'),
      state: part('state'),
    };
  });
}
