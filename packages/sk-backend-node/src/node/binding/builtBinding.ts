/** The record of the binding that was built last, in the cache beside the packages. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TfjsNode } from './tfjsNode.js';

export interface BuiltBinding {
  /** The native module. */
  readonly binding: string;
  /** The folder of TensorFlow whose libraries it loads. */
  readonly tensorflow: string;
}

const recordOf = ({ cache }: TfjsNode): string => join(cache, 'latest.json');

/** Returns undefined where nothing was built, or it is gone. */
export function latestBinding(tfjsNode: TfjsNode): BuiltBinding | undefined {
  const record = recordOf(tfjsNode);
  if (!existsSync(record)) return undefined;
  const built = parsed(readFileSync(record, 'utf8'));
  return built !== undefined && existsSync(built.binding) ? built : undefined;
}

export function keepBinding(tfjsNode: TfjsNode, built: BuiltBinding): void {
  mkdirSync(tfjsNode.cache, { recursive: true });
  const record = recordOf(tfjsNode);
  writeFileSync(`${record}.${process.pid}`, `${JSON.stringify(built, null, 2)}\n`);
  renameSync(`${record}.${process.pid}`, record);
}

function parsed(text: string): BuiltBinding | undefined {
  try {
    const { binding, tensorflow } = JSON.parse(text) as Partial<BuiltBinding>;
    return typeof binding === 'string' && typeof tensorflow === 'string'
      ? { binding, tensorflow }
      : undefined;
  } catch {
    return undefined;
  }
}
