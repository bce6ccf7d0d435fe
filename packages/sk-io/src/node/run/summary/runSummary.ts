/** The summary of a run as a file for people. Its text is the trainer's. */
import { writeFileAtomically } from '../../files/writeFileAtomically.js';
import { runPaths } from '../../layout/runLayout.js';

/** Writes a run's summary: readers see the old one or the new one. */
export async function writeRunSummary(run: string, markdown: string): Promise<void> {
  await writeFileAtomically(runPaths.summary(run), markdown);
}
