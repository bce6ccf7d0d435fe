/** Every file below a folder, with links followed and nothing listed twice. */
import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DataError } from '../../dataError.js';
import { systemReason } from '../files/systemReason.js';
import type { SkippedFile, SkipReason } from './skippedFile.js';

export interface FoundFile {
  readonly path: string;
  /** The path from the walked folder on, with / between its parts. */
  readonly name: string;
}

export interface FolderContent {
  readonly files: readonly FoundFile[];
  /** Names of the folders that lie in the walked one itself, or that a link in it leads to. */
  readonly folders: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/** Names without a dot at their beginning that systems and archives leave in folders, in small letters. */
const systemNames: ReadonlySet<string> = new Set(['__macosx', 'thumbs.db', 'desktop.ini', '@eadir']);

/** Tells whether a file or folder is none of the user's: its name begins with a dot, or a system wrote it. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || systemNames.has(name.toLowerCase());
}

/**
 * Walks a folder at any depth. Links are followed after everything else, in the order of their names, and a folder is
 * walked once: a link back to a folder on its own way is skipped, as is a second way to one folder.
 * @throws DataError for a folder that cannot be read
 */
export async function walkFolder(path: string): Promise<FolderContent> {
  const real = await realpath(path);
  const walk = new FolderWalk(real);
  await walk.visit({ path, name: '', real });
  await walk.followLinks();
  return walk;
}

interface Place extends FoundFile {
  /** The path without links; of a link the place of the link. */
  readonly real: string;
}

class FolderWalk implements FolderContent {
  readonly files: FoundFile[] = [];
  readonly folders: string[] = [];
  readonly skipped: SkippedFile[] = [];
  readonly #visited = new Set<string>();
  readonly #root: string;
  #links: Place[] = [];

  /** @param root the walked folder without links */
  constructor(root: string) {
    this.#root = root;
  }

  async visit(folder: Place): Promise<void> {
    this.#visited.add(folder.real);
    for (const entry of await entries(folder.path)) {
      const place = {
        path: join(folder.path, entry.name),
        name: folder.name === '' ? entry.name : `${folder.name}/${entry.name}`,
        real: join(folder.real, entry.name),
      };
      if (isHidden(entry.name)) this.#skip(place, 'hidden');
      else if (entry.isSymbolicLink()) this.#links.push(place);
      else await this.#take(place, entry);
    }
  }

  /** Links that lead to folders with links make another round. */
  async followLinks(): Promise<void> {
    while (this.#links.length > 0) {
      const links = this.#links;
      this.#links = [];
      const targets = await Promise.all(links.map(({ path }) => stat(path).catch(() => undefined)));
      for (const [i, link] of links.entries()) {
        const target = targets[i];
        if (target === undefined) this.#skip(link, 'broken link');
        else
          await this.#take(
            target.isDirectory() ? { ...link, real: await realpath(link.path) } : link,
            target,
          );
      }
    }
  }

  async #take(place: Place, kind: Dirent | Stats): Promise<void> {
    if (kind.isFile()) {
      this.files.push(place);
    } else if (!kind.isDirectory()) {
      this.#skip(place, 'no file');
    } else if (this.#visited.has(place.real) || this.#root.startsWith(`${place.real}${sep}`)) {
      this.#skip(place, 'listed already');
    } else {
      if (!place.name.includes('/')) this.folders.push(place.name);
      await this.visit(place);
    }
  }

  #skip({ name }: Place, reason: SkipReason): void {
    this.skipped.push({ name, reason });
  }
}

/** Returns the names of the folders in a folder, and of the links in it that lead to folders, hidden ones left out. */
export async function foldersIn(path: string): Promise<readonly string[]> {
  const names = (await entries(path)).map(({ name }) => name).filter((name) => !isHidden(name));
  return names.filter((name) => statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory());
}

/** In the order of the code units of their names. */
async function entries(folder: string): Promise<Dirent[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new DataError(`${folder}: ${systemReason(error)}`, { cause: error });
  }
}
