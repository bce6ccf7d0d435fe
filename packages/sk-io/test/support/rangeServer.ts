/** Answers of a web server that sends parts of files. */
import type { RequestListener } from 'node:http';

/** Answers with the ranges that are asked for of these files by path, and with 404 for others. */
export const ranges =
  (content: Readonly<Record<string, Uint8Array>>): RequestListener =>
  ({ url = '', headers }, response) => {
    const body = content[new URL(url, 'http://h').pathname];
    const found = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    if (body === undefined || found === null) {
      response.writeHead(404).end();
      return;
    }
    const start = Number(found[1]);
    const end = Math.min(Number(found[2]), body.length - 1);
    response
      .writeHead(206, {
        'content-range': `bytes ${start}-${end}/${body.length}`,
        'content-length': end - start + 1,
        etag: `"${body.length}"`,
      })
      .end(body.subarray(start, end + 1));
  };
