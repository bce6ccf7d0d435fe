/**
 * Runs the tests of tfjs-core in this process and writes their outcomes: an array of `{ name, status, message }`.
 *
 *     node BUNDLE wasm|webgpu|tensorflow stock|plugin REPORT
 */
import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js';
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';
import { startBackend } from './startBackend.mjs';

const [backendName, variant, report] = process.argv.slice(2);

/** Some tests draw numbers without a seed: both runs get the same ones. */
function seedRandom() {
  let state = 1;
  Math.random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Collects what jasmine reports. Failures outside of tests count under the name of their suite. */
function outcomesOf(environment) {
  const outcomes = [];
  const message = ({ failedExpectations = [] }) => failedExpectations.map((each) => each.message).join('\n');
  environment.addReporter({
    specDone: (spec) => outcomes.push({ name: spec.fullName, status: spec.status, message: message(spec) }),
    suiteDone: (suite) => {
      if (suite.failedExpectations.length === 0) return;
      outcomes.push({ name: `${suite.fullName} (suite)`, status: 'failed', message: message(suite) });
    },
  });
  return outcomes;
}

seedRandom();
const jasmine = jasmineRequire.core(jasmineRequire);
jasmine.DEFAULT_TIMEOUT_INTERVAL = 120_000;
const environment = jasmine.getEnv({ suppressLoadErrors: true });
Object.assign(globalThis, jasmineRequire.interface(jasmine, environment));
environment.configure({ random: false });
const outcomes = outcomesOf(environment);

await startBackend(backendName, variant);
// Each of some 500 suites resets the engine before and after its tests, which would open as many devices.
if (backendName === 'webgpu') tf.engine().reset = () => undefined;
setTestEnvs([{ name: backendName, backendName, isDataSync: backendName !== 'webgpu' }]);
await import('@tensorflow/tfjs-core/dist/tests.js');
await environment.execute();
writeFileSync(report, JSON.stringify(outcomes));
process.exit(0);
