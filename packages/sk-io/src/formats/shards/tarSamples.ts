/** Samples of a tar archive in WebDataset's layout: neighbours that differ in their endings alone, `a.jpg` and `a.cls`. */
import type { ReadBytes } from '../byteWindow.js';
import { imageEndings } from '../images/imageEndings.js';
import { type TarMember, tarMembers } from '../tar/tarMembers.js';
import { jsonLabel, maxLabelBytes, nameLabel, textLabel } from './classLabel.js';
import {
  maxImageBytes,
  maxKeyLength,
  type OnShardProblem,
  type ShardProblem,
  type ShardSample,
} from './shardSample.js';

interface Group {
  readonly key: string;
  image?: { readonly at: number; readonly bytes: number };
  /** The classes by the ending of the member that says them. */
  readonly labels: { cls?: number | string | undefined; json?: number | string | undefined };
  isBad: boolean;
}

/**
 * Yields the samples in their order. The class is that of `.cls`, or else of `.json`, or else the name of the folder.
 * @throws DataError where the archive is damaged or cut off
 */
export async function* tarSamples(
  read: ReadBytes,
  size: number,
  onProblem: OnShardProblem,
): AsyncGenerator<ShardSample, void, undefined> {
  let group: Group | undefined;
  for await (const member of tarMembers(read, size)) {
    if (member.kind === 'folder') continue;
    const name = member.name.replace(/^(?:\.\/)+/, '');
    const problem = problemOf(member, name);
    if (problem !== undefined) {
      onProblem(problem, name);
      continue;
    }
    const [key, ending] = cutName(name);
    if (group !== undefined && group.key !== key) {
      const sample = finish(group, onProblem);
      if (sample !== undefined) yield sample;
      group = undefined;
    }
    group ??= { key, labels: {}, isBad: false };
    await add(group, member, ending, onProblem);
  }
  const last = group && finish(group, onProblem);
  if (last !== undefined) yield last;
}

function problemOf({ kind }: TarMember, name: string): ShardProblem | undefined {
  if (kind === 'link' || kind === 'sparse') return kind;
  if (kind !== 'file') return 'no file';
  if (name.length > maxKeyLength || /^[/\\]|^[A-Za-z]:|\0|\\/.test(name)) return 'unsafe name';
  const parts = name.split('/');
  if (parts.some((part) => part === '..' || part === '')) return 'unsafe name';
  return parts.at(-1)?.startsWith('.') ? 'hidden' : undefined;
}

/** Returns the name up to the first dot behind its folders, and what comes behind that. */
function cutName(name: string): readonly [key: string, ending: string] {
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1).toLowerCase()];
}

async function add(
  group: Group,
  member: TarMember,
  ending: string,
  onProblem: OnShardProblem,
): Promise<void> {
  if (ending === 'cls' || ending === 'json') {
    if (Object.hasOwn(group.labels, ending)) {
      onProblem('duplicate', member.name);
      return;
    }
    const content = member.bytes > maxLabelBytes ? undefined : await member.read();
    group.labels[ending] = content && (ending === 'cls' ? textLabel(content) : jsonLabel(content));
    return;
  }
  if (!imageEndings.includes(ending)) return;
  const problem = imageProblem(group, member);
  if (problem === undefined) {
    group.image = { at: member.at, bytes: member.bytes };
    return;
  }
  onProblem(problem, member.name);
  if (problem !== 'duplicate') group.isBad = true;
}

function imageProblem({ image }: Group, { bytes }: TarMember): ShardProblem | undefined {
  if (image !== undefined) return 'duplicate';
  if (bytes === 0) return 'empty';
  return bytes > maxImageBytes ? 'too large' : undefined;
}

function finish({ key, image, labels, isBad }: Group, onProblem: OnShardProblem): ShardSample | undefined {
  if (image === undefined) {
    if (!isBad) onProblem('no image', key);
    return undefined;
  }
  const label = labels.cls ?? labels.json ?? folderOf(key);
  if (label !== undefined) return { key, ...image, label };
  onProblem('no class', key);
  return undefined;
}

/** Returns the folder that a sample lies in, as archives of class folders have it. */
const folderOf = (key: string): string | undefined => nameLabel(key.split('/').at(-2) ?? '');
