/** A process that another one started with a channel to it, as `sweep` starts `fit`, saves and ends when that is gone. */

/** Ends this process as by SIGTERM when the process at the other end of its channel is gone. */
export function endWithParent(): void {
  const { channel } = process;
  if (channel === undefined) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // A listener keeps the process alive, and its work alone should.
  channel.unref();
}
