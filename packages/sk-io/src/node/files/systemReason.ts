/**
 * Returns the message of an error, for a sentence that begins with the path: an error of the system loses the call and the
 * path at its end, and a folder in the place of a file is called one.
 */
export function systemReason(error: unknown): string {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') return 'is a folder, wants a file';
  return syscall === undefined ? message : message.replace(new RegExp(`, ${syscall}( '.*)?$`, 's'), '');
}
