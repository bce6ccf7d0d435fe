/** The figures of docs/findings.md. */
import { accuracyByScale, attentionByClass, attentionByUnit, representativeUnits } from 'sk-viz';

export function figures({ attention, classes }) {
  return [
    { name: 'attention-by-unit', figure: attentionByUnit(attention) },
    { name: 'accuracy-by-scale', figure: accuracyByScale(attention.accuracy, 'Object enlarged') },
    ...classUnits(attention).map((unit) => ({
      name: `classes-${attention.units[unit].unit}`,
      figure: attentionByClass(classes, unit),
    })),
  ];
}

/** The last unit of each stage, as in the paper's Figure 4. */
export const classUnits = (attention) => representativeUnits(attention);
