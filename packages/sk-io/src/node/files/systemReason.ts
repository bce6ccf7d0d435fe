/**
 * Returns the message of an error, for a sentence that begins with the path: an error of the system loses the call and the
 * path at its end.
 */
export function systemReason(error: unknown): string {
  const { message, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? message : message.replace(new RegExp(`, ${syscall}( '.*)?$`, 's'), '');
}
