/** Output that nobody reads any more, as behind `| head`. */

/** Goes on in silence where the reader of standard output or standard error has gone: work under way is worth more. */
export function forgiveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(forgive)) stream.on('error', forgive);
  }
}

function forgive(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
