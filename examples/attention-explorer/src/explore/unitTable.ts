/** The numbers of each SK unit: its branches, what they get, and the kernel that this amounts to. */
import { type AttentionData, signed, type UnitStatistics } from 'sk-viz';
import { element } from '../shell/element.js';

export function unitTable({ units }: AttentionData): HTMLTableElement {
  return element(
    'table',
    {},
    element(
      'caption',
      {},
      'Attention of each branch (channels averaged), and the kernel size that it selects.',
    ),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Unit', 'Attention of the branches', 'Largest minus smallest', 'Kernel size'].map((title) =>
          element('th', { scope: 'col' }, title),
        ),
      ),
    ),
    element('tbody', {}, ...units.map(unitRow)),
  );
}

function unitRow(unit: UnitStatistics): HTMLTableRowElement {
  const { largeMinusSmall, kernelSize } = unit.scales.at(-1)!;
  return element(
    'tr',
    {
      'data-unit': unit.unit,
      'data-large-minus-small': largeMinusSmall.mean,
      'data-kernel-size': kernelSize.mean,
    },
    element('th', { scope: 'row' }, unit.unit),
    element('td', {}, shares(unit)),
    element('td', { class: 'number' }, signed(largeMinusSmall.mean), change(unit, 'largeMinusSmall')),
    element('td', { class: 'number' }, `${kernelSize.mean.toFixed(2)} px`, change(unit, 'kernelSize')),
  );
}

/** One bar for all branches, which share 1 among them. */
function shares({ branches, scales }: UnitStatistics): HTMLElement {
  const means = scales.at(-1)!.branchMeans;
  const bars = branches.map(({ effectiveSize }, m) => {
    const words = `${effectiveSize}×${effectiveSize} ${(means[m]! * 100).toFixed(0)} %`;
    const bar = element('span', { class: `branch branch-${m % 4}`, title: words }, words);
    bar.style.flexGrow = String(means[m]);
    return bar;
  });
  return element('span', { class: 'branches' }, ...bars);
}

/** Since 1.0x. */
function change({ scales }: UnitStatistics, of: 'largeMinusSmall' | 'kernelSize'): HTMLElement {
  const [first, last] = [scales[0]!, scales.at(-1)!];
  const words = scales.length === 1 ? '' : ` (${signed(last[of].mean - first[of].mean)})`;
  return element('span', { class: 'change' }, words);
}
