/** The report, section by section: what the page shows and what the files hold are one list. */
import type { NamedFigure } from '../figures/namedFigure.js';
import type { ReportData } from './content/reportData.js';
import type { Section } from './content/section.js';
import { architectureSection } from './sections/architectureSection.js';
import { attentionSection } from './sections/attentionSection.js';
import { classesSection, confusionSection } from './sections/classesSection.js';
import { evidenceSection } from './sections/evidenceSection.js';
import { methodSection } from './sections/methodSection.js';
import { numbersSection } from './sections/numbersSection.js';
import { runSection } from './sections/runSection.js';
import { samplesSection } from './sections/samplesSection.js';
import { tradeoffSection } from './sections/tradeoffSection.js';

export async function reportSections(data: ReportData): Promise<Section[]> {
  const sections = [
    attentionSection(data),
    classesSection(data),
    await samplesSection(data),
    await evidenceSection(data),
    confusionSection(data),
    runSection(data),
    tradeoffSection(data),
    architectureSection(data),
    numbersSection(data),
    methodSection(data),
  ];
  return sections.filter((section) => section !== undefined);
}

/** Every figure of the page, in its order. */
export async function reportFigures(data: ReportData): Promise<NamedFigure[]> {
  const sections = await reportSections(data);
  return sections.flatMap(({ figures }) =>
    figures.map(({ name, figure, caption }) => ({ name, figure, caption })),
  );
}
