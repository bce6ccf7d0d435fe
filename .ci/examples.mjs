/** The examples of surgery, as users run them, held to their targets. */
import { checks, output } from './checks.mjs';

const { holds, end } = checks();
for (const name of ['sk-mobilenet', 'sk-shufflenet']) {
  const begun = Date.now();
  const { code } = await output(process.execPath, [`examples/${name}/dist/main.js`]);
  const seconds = Math.round((Date.now() - begun) / 1000);
  holds(`examples/${name} meets its targets and exits with 0`, code === 0, `exit code ${code}`);
  holds('it takes less than a minute', seconds < 60, `${seconds} s`);
}
end();
