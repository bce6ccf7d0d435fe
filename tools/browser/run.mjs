/** Checks backends in headless Chromium: node tools/browser/run.mjs [wasm] [webgl] [webgpu], all three where none is named. */
import { callInPage } from './callInPage.mjs';
import { conformance } from './conformance.mjs';
import { pages } from './pages.mjs';

async function facts(page, call) {
  const { result } = await callInPage(page, call);
  for (const { fact, holds, seen } of result) console.log(`${holds ? 'holds' : 'FAILS'}: ${fact} (${seen})`);
  const passed = result.filter(({ holds }) => holds).length;
  return { passed, failed: result.length - passed };
}

/** A page that breaks counts as one failure. */
async function tallied(what, check) {
  try {
    return await check();
  } catch (error) {
    console.error(`${what}: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

const named = process.argv.slice(2);
const stranger = named.find((name) => !(name in pages));
if (stranger !== undefined) {
  console.error(`run.mjs got '${stranger}', wants ${Object.keys(pages).join(', ')}`);
  process.exit(2);
}
const total = { passed: 0, failed: 0 };
for (const backend of named.length === 0 ? Object.keys(pages) : named) {
  const page = pages[backend];
  const checks = page.facts.map((call) => () => facts(page, call));
  if (page.conformance) checks.push(() => conformance(backend, page));
  for (const check of checks) {
    const { passed, failed } = await tallied(backend, check);
    total.passed += passed;
    total.failed += failed;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
