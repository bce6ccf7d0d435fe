/** Installs what the lock file says, where that has not been done. Needs Node and npm alone. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './run.mjs';
import { root } from './workspaces.mjs';

export async function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node ${process.versions.node} is too old: Node 20.19 or newer is wanted.`);
    process.exit(1);
  }
  const stamp = join(root, 'node_modules', '.sk-installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing the dependencies of package-lock.json');
  await runNpm(['ci'], root);
  writeFileSync(stamp, lock);
}
