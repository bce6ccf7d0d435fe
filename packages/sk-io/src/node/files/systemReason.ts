/** What the system says, for messages that begin with the path. */

/** Returns the message of an error; that of the system without the call and the path at its end. */
export function systemReason(error: unknown): string {
  const { message, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? message : message.replace(new RegExp(`, ${syscall}( '.*)?$`, 's'), '');
}
