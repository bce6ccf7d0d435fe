/**
 * Prints what the result of a claim rests on now: `node tools/claims/state.mjs whole`. A process for each claim, since names
 * of layers, which are a part of the seeds of weights, are counted in each process.
 *
 * A state is the digest of the initial weights, the recipe, and the first losses on drawn images or the first digits:
 * whatever decides a step decides those.
 */
import { claimOf } from './claims.mjs';
import { firstFitSteps } from './firstFitSteps.mjs';
import { firstQuickstartSteps } from './firstQuickstartSteps.mjs';

const { options } = claimOf(process.argv[2]);
const state = await (options === undefined ? firstQuickstartSteps() : firstFitSteps(options));
process.stdout.write(JSON.stringify(state));
