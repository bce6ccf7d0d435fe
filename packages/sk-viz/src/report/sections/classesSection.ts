/** Figure 4: whether every class does the same, and which classes are taken for which. */

import { attentionByClass } from '../../figures/attentionByClass.js';
import { confusionMatrix } from '../../figures/confusionMatrix.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { representativeUnits } from '../../figures/representativeUnits.js';
import { scaleName } from '../../measure/attention/wording.js';
import type { ClassesData } from '../../measure/classes/classesData.js';
import { classFindings } from '../../measure/classes/classFindings.js';
import type { ConfusionData } from '../../measure/confusion/confusionData.js';
import { html } from '../content/html.js';
import { count, fileName, percent } from '../content/numbers.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function classesSection({ classes }: ReportData): Section | undefined {
  if (classes === undefined) return undefined;
  const findings = classFindings(classes);
  return {
    id: 'classes',
    title: 'Class by class',
    before: html`<div class="finding">
<p>${findings.headline}</p>
${findings.sentences.map((sentence) => html`<p>${sentence}</p>\n`)}</div>`,
    figures: classFigures(classes, representativeUnits(classes)),
  };
}

export function classFigures(classes: ClassesData, units: readonly number[]): NamedFigure[] {
  const [from, to] = [Math.min(...classes.scales), Math.max(...classes.scales)].map(scaleName);
  const scales = from === to ? `with objects at ${from}` : `with objects at ${from} and ${to}`;
  return units.map((unit) => {
    const { unit: name } = classes.units[unit]!;
    return {
      name: `classes-${fileName(name)}`,
      figure: attentionByClass(classes, unit),
      caption: `Attention of the largest minus that of the smallest kernel in ${name} for ${count(classes.classes.length)} classes (${count(classes.images)} images), ${scales}. Bars: 95 % bootstrap interval of the mean over a class's images. After Figure 4.`,
    };
  });
}

export function confusionSection({ confusion }: ReportData): Section | undefined {
  if (confusion === undefined) return undefined;
  return {
    id: 'confusion',
    title: 'What is taken for what',
    figures: [confusionFigure(confusion)],
  };
}

export function confusionFigure(confusion: ConfusionData): NamedFigure {
  return {
    name: 'confusion-matrix',
    figure: confusionMatrix(confusion),
    caption: `Share of each true class (rows) that was taken for each class (columns), in percent, of ${count(confusion.images)} images with objects at ${scaleName(confusion.scale)}. Top-1 accuracy ${percent(confusion.accuracy)}.`,
  };
}
