/** The README's main job, held to its promises. */
import { statSync } from 'node:fs';
import { checks, output } from './checks.mjs';

const { holds, end } = checks();
const begun = Date.now();
const { code } = await output('npm', ['run', 'quickstart']);
const seconds = Math.round((Date.now() - begun) / 1000);
holds('npm run quickstart reaches 97 % and exits with 0', code === 0, `exit code ${code}`);
holds('it takes less than 6 minutes', seconds < 360, `${seconds} s`);
const { size, mtimeMs } = statSync('out/quickstart/report.html');
holds('it writes a report', mtimeMs > begun && size > 10_000, `${size} bytes`);
end();
