/** Uses the attention explorer as built, in headless Chromium, as a visitor would: node tools/browser/explorer.mjs */
import { cameraFacts } from './explorer/cameraFacts.mjs';
import { checkpointFacts } from './explorer/checkpointFacts.mjs';
import { exploreFacts } from './explorer/exploreFacts.mjs';
import { layoutFacts } from './explorer/layoutFacts.mjs';
import { trainFacts } from './explorer/trainFacts.mjs';
import { openVisit } from './explorer/visit.mjs';

const visit = await openVisit();
const total = { passed: 0, failed: 0 };

function holds(fact, good, seen) {
  total[good ? 'passed' : 'failed'] += 1;
  console.log(`${good ? 'holds' : 'FAILS'}: ${fact} (${seen})`);
}

try {
  for (const facts of [exploreFacts, cameraFacts, checkpointFacts, trainFacts, layoutFacts]) {
    const page = await visit.newPage();
    try {
      await facts(page, holds);
    } catch (error) {
      holds(`${facts.name} came to its end`, false, error.message.split('\n')[0]);
    }
    holds(`${facts.name}: no error in the page`, page.errors.length === 0, page.errors.join('; ') || 'none');
    await page.tab.close();
  }
  const strangers = visit.strangers();
  holds('no request leaves the page', strangers.length === 0, strangers.join(', ') || 'none did');
} finally {
  await visit.close();
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
