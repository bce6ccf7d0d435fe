/** Writes the state of a result that has just been made beside it: `node tools/claims/record.mjs quickstart '97.9 %'`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/workspaces.mjs';
import { claimOf } from './claims.mjs';
import { recordedState } from './recordedState.mjs';

const [id, figure] = process.argv.slice(2);
const { state } = claimOf(id);
if (figure === undefined) throw new Error(`wants the figure that the documents give for ${id}`);
writeFileSync(join(root, state), `${JSON.stringify(recordedState(id, figure), null, 2)}\n`);
