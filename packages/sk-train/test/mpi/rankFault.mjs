/**
 * Goes into each rank of a run: `rankFault.mjs?pids=FOLDER` writes its process id into a file that has the name of its
 * rank. `&full=CHECKPOINT` lets a checkpoint find the disk full.
 */
import { writeFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const wanted = new URL(import.meta.url).searchParams;
const rank = process.env.OMPI_COMM_WORLD_RANK ?? process.env.PMI_RANK;
writeFileSync(join(wanted.get('pids'), rank), `${process.pid}`);

const full = wanted.get('full');
const { open } = files;
if (full !== null) {
  files.open = async (path, ...more) => {
    if (`${path}`.includes(`.${full}.`) && `${path}`.endsWith('weights.bin')) {
      throw Object.assign(new Error(`ENOSPC: no space left on device, open '${path}'`), { code: 'ENOSPC' });
    }
    return await open(path, ...more);
  };
  syncBuiltinESMExports();
}
