/** A process that reads files and stays alive; one that dies or falls silent is an answer, and another takes its place. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('child.mjs', import.meta.url));
/** How long a process may say nothing. Its work is judged by its own processor time, and not by this. */
const patience = 600_000;

export class Reader {
  #child;
  #jobs = 0;

  /** Sends a job, and returns the answer; `{ died }` where there was none. */
  async ask(job) {
    this.#child ??= await start();
    const child = this.#child;
    this.#jobs += 1;
    const id = this.#jobs;
    const answer = await new Promise((resolve) => {
      const printed = [];
      const end = (result) => {
        clearTimeout(timer);
        child.off('message', hear).off('exit', leave);
        child.stderr.off('data', collect);
        resolve(result);
      };
      const collect = (bytes) => printed.push(bytes);
      const leave = (code, signal) =>
        end({ died: `ended with ${signal ?? code}: ${Buffer.concat(printed).toString().slice(-400)}` });
      const hear = (message) => message.id === id && end(message);
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        end({ died: `said nothing for ${patience / 1000} seconds` });
      }, patience);
      child.on('message', hear).on('exit', leave);
      child.stderr.on('data', collect);
      child.send({ id, job });
    });
    // Garbage of a large file would count for the next one.
    if ('died' in answer || answer.megabytes > 700) await this.stop();
    return answer;
  }

  async stop() {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
  }
}

async function start() {
  const child = fork(script, [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the reading process ended with ${code}`)));
  });
  return child;
}
