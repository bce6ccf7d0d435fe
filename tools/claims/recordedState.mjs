import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('state.mjs', import.meta.url));

/** Returns what the result of a claim rests on now. */
export function stateNow(id) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, id], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${id}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Returns the state to be written beside a result that has just been made. @param figure As the documents have it. */
export const recordedState = (id, figure) => ({
  figure,
  made: new Date().toISOString().slice(0, 10),
  ...stateNow(id),
});
