/** Makes a fresh clone ready: installs what the lock file says and builds all packages. Needs Node and npm alone. */
import { install } from './install.mjs';
import { turbo } from './turbo.mjs';

await install();
process.exit(await turbo(['build', '--output-logs=errors-only']));
