/** A watch over the process that has started this one: that of the launcher on this machine. */

/** Milliseconds between two looks. */
const interval = 1000;

/** The one that is there when this module is loaded, before MPI starts: it may be dead once MPI has. */
const launcher = process.ppid;

/**
 * Calls back once the process that started this one is dead. MPICH's launcher may die before it has ended its members, where one of
 * them aborts on a busy machine; nothing else would end a member that waits for that one.
 *
 * @returns A function that ends the watch.
 */
export function watchLauncher(whenDead: () => void): () => void {
  const timer = setInterval(() => {
    if (process.ppid !== launcher) whenDead();
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
