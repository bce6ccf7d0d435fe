/** The figures of docs/findings.md. */
import { accuracyByScale, attentionByClass, attentionByUnit, representativeUnits } from 'sk-viz';

/** Draws the attention of all units, the accuracy, and the classes of the units that are shown. */
export function figures({ attention, classes }) {
  return [
    { name: 'attention-by-unit', figure: attentionByUnit(attention) },
    { name: 'accuracy-by-scale', figure: accuracyByScale(attention.accuracy, 'Object enlarged') },
    ...representativeUnits(attention).map((unit) => ({
      name: `classes-${attention.units[unit].unit}`,
      figure: attentionByClass(classes, unit),
    })),
  ];
}
