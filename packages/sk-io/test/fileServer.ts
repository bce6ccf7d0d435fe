/** A web server of this machine that serves bytes, well or badly. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  readonly url: string;
  /** Paths in the order in which they were asked for. */
  readonly requests: string[];
  /** What answers from now on. */
  serve(answer: RequestListener): void;
  close(): Promise<void>;
}

export async function startFileServer(): Promise<FileServer> {
  const requests: string[] = [];
  let answer: RequestListener = (_, response) => response.writeHead(404).end();
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    serve: (listener) => {
      answer = listener;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with these files by path, and with 404 for others. */
export const files =
  (content: Readonly<Record<string, Uint8Array | string>>): RequestListener =>
  ({ url = '' }, response) => {
    const body = content[url];
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(body);
  };
