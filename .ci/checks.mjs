/** Counts facts, prints each, and ends with the line that `.ci/run` adds up. */
import { spawn } from 'node:child_process';

export function checks() {
  let passed = 0;
  let failed = 0;
  return {
    holds(fact, truth, seen = '') {
      console.log(`${truth ? 'holds' : 'FAILS'}: ${fact}${seen === '' ? '' : ` (${seen})`}`);
      if (truth) passed++;
      else failed++;
    },
    end() {
      console.log(`${passed} passed, ${failed} failed`);
      process.exit(failed === 0 && passed > 0 ? 0 : 1);
    },
  };
}

/** Runs a program to its end. Its output is shown and returned. */
export function output(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
