/** Hands files to the browser's downloads. */
import type { Files } from '../network/network.js';

export function saveFiles(files: Files): void {
  for (const [name, bytes] of files) {
    const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
    const link = document.createElement('a');
    Object.assign(link, { href: url, download: name });
    link.click();
    // The download has begun by then.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}
