/** A group of processes or threads that train together, as MPI's MPI_COMM_WORLD. */

/**
 * A group, as one member of it sees it. All members make the same calls in the same order, with arrays of the same length; a
 * call ends when the others have made it too. Calls of one member are carried out one after the other, so that several may
 * be under way.
 */
export interface Ranks {
  /** Names what carries the bytes, with its version. */
  readonly engine: string;
  /** The number of this member, from 0 to `size - 1`. */
  readonly rank: number;
  readonly size: number;
  /** The number of this member among those on the same machine, and how many those are. */
  readonly localRank: number;
  readonly localSize: number;
  /** Replaces each value by the sum over all members, which has the same bits on each of them. */
  allreduce(values: Float32Array): Promise<void>;
  /**
   * Does what `allreduce` does before it returns, while no other call of this member is under way. Returns false where the other
   * members do not come within so many seconds; no call has a meaning then but `abort`.
   */
  allreduceSync(values: Float32Array, seconds?: number): boolean;
  /** Replaces the bytes by those of the root, which is member 0 by default. */
  broadcast(bytes: Uint8Array, root?: number): Promise<void>;
  /** Ends when all members have called it. */
  barrier(): Promise<void>;
  /** Ends all members at once, whatever they are doing. Does not return. */
  abort(exitCode: number): never;
  /** Leaves the group, once all members do. */
  close(): Promise<void>;
}
