/** `sk-backend-node check`: one of each operation on each device, against its composite. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BindingError } from '../node/binding/bindingError.js';
import { tensorflowReport } from '../node/report.js';
import { type StartOptions, start } from '../node/start.js';
import { checks } from './checks.js';

/** Part of the largest value that a result may be off. */
const tolerance = 1e-4;

/** @throws BindingError where TensorFlow does not start, or a result is wrong */
export async function runCheck(options: Pick<StartOptions, 'binding' | 'device'>): Promise<void> {
  await start(options);
  const { version, device, groupedGradients, fusedOperations } = tensorflowReport();
  const gradients = groupedGradients ? 'by TensorFlow' : 'by composites';
  const fused = fusedOperations ? 'fused' : 'by operations of TensorFlow';
  console.log(
    `TensorFlow ${version} on ${device}; gradients of grouped and dilated convolutions ${gradients}; batch norms and selection ${fused}`,
  );
  const wrong = checks.filter(({ name, largestError }) => {
    const error = largestError();
    console.log(`${error <= tolerance ? 'right' : 'WRONG'}  ${name}  ${error.toExponential(1)}`);
    return !(error <= tolerance);
  });
  if (wrong.length > 0) {
    throw new BindingError(
      `check: ${wrong.map(({ name }) => name).join(', ')}: off by more than ${tolerance} of the largest value on ${device}`,
    );
  }
  if (device === 'gpu' && options.device === undefined) checkProcessor(options);
}

/** Checks the processor too, in another process: TensorFlow chooses its devices once. */
function checkProcessor({ binding }: Pick<StartOptions, 'binding'>): void {
  const cli = fileURLToPath(new URL('../cli.js', import.meta.url));
  const args = [cli, 'check', '--device', 'cpu', ...(binding === undefined ? [] : ['--binding', binding])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new BindingError('check: the processor failed, see the line above');
}
