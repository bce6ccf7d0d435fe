/** The networks that come with the page, each with where it is from. */
import type { Files } from './network.js';

export interface ShippedNetwork {
  /** Its folder in models/. */
  readonly id: string;
  readonly title: string;
  /** What it was trained on, in words. */
  readonly dataset: string;
  /** Top-1 on the test images, 0 to 1. */
  readonly accuracy: number;
  /** That trained it. */
  readonly command: string;
}

export async function shippedNetworks(): Promise<readonly ShippedNetwork[]> {
  const bytes = await fetched('models/models.json');
  return JSON.parse(new TextDecoder().decode(bytes)) as readonly ShippedNetwork[];
}

export async function filesOf({ id }: ShippedNetwork): Promise<Files> {
  const names = ['model.json', 'weights.bin'];
  const files = await Promise.all(names.map((name) => fetched(`models/${id}/${name}`)));
  return new Map(names.map((name, i) => [name, files[i]!]));
}

/** Bytes of one of the page's own files. */
export async function fetched(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(path);
  if (!response.ok)
    throw new Error(`${path} is not where the page is: ${response.status} ${response.statusText}.`);
  return new Uint8Array(await response.arrayBuffer());
}
