/** A network as blocks from input to output, with the cost of each: Table 1 as a diagram. */
import type { ArchitectureBlock, ArchitectureData } from '../measure/architecture/architectureData.js';
import type { Figure } from './figure.js';
import { columnWidth, mainColour } from './theme.js';

/** Heights of a block, and of the space to the next one, in pixels. */
const blockHeight = 44;
const gap = 12;
const pitch = blockHeight + gap;
const head = 20;

/** Width of the boxes; the two columns of bars stand beside them. */
const boxWidth = 218;
const columns = [
  { title: 'Parameters', left: 228, of: 'parameters' },
  { title: 'MACs', left: 288, of: 'multiplyAdds' },
] as const;
const barWidth = 52;
const grey = '#808890';

/** Draws a box for each block, with bars for its parameters and its MACs as shares of the greatest block. */
export function architecture({
  blocks,
  model,
  inputShape,
  parameters,
  multiplyAdds,
}: ArchitectureData): Figure {
  const height = head + blocks.length * pitch - gap;
  const placed = blocks.map((block, i) => ({ ...row(block), top: head + i * pitch }));
  const bars = columns.flatMap(({ left, of }) => {
    const most = Math.max(...blocks.map((block) => block[of]), 1);
    return placed.map(({ top, units, [of]: value }) => {
      const share = value / most;
      return { left, right: left + share * barWidth, top, text: short(value), units };
    });
  });
  const x = (field: string) => ({ field, type: 'quantitative' as const, scale: across, axis: null });
  const y = (field: string) => ({ field, type: 'quantitative' as const, scale: down(height), axis: null });
  const fill = {
    condition: { test: 'datum.units > 0', value: mainColour },
    value: grey,
  };
  const text = (align: 'left' | 'right', more: object = {}) => ({
    type: 'text' as const,
    align,
    baseline: 'middle' as const,
    ...more,
  });
  const lines = (below: number) => ({ calculate: `datum.top + ${below}`, as: 'at' });
  return {
    title: `${model}: ${short(parameters)} parameters, ${short(multiplyAdds)} MACs`,
    description: `${model} from input to output in ${blocks.length} blocks: ${blocks.map(words).join('; ')}.`,
    width: columnWidth,
    height,
    data: { values: placed },
    layer: [
      {
        data: { values: placed.slice(0, -1) },
        transform: [lines(blockHeight), { calculate: `datum.top + ${pitch}`, as: 'next' }],
        mark: { type: 'rule', strokeWidth: 1.5, aria: false },
        encoding: {
          x: { datum: boxWidth / 2, type: 'quantitative', scale: across, axis: null },
          y: y('at'),
          y2: { field: 'next' },
        },
      },
      {
        transform: [
          lines(blockHeight),
          { calculate: '0', as: 'left' },
          { calculate: `${boxWidth}`, as: 'right' },
        ],
        mark: { type: 'rect', cornerRadius: 5, fillOpacity: 0.16, strokeWidth: 1.25 },
        encoding: {
          x: x('left'),
          x2: { field: 'right' },
          y: y('top'),
          y2: { field: 'at' },
          color: fill,
          stroke: fill,
        },
      },
      {
        transform: [lines(14)],
        mark: text('left', { fontWeight: 'bold', x: 8, aria: false }),
        encoding: { y: y('at'), text: { field: 'name' } },
      },
      {
        transform: [lines(14)],
        mark: text('right', { x: boxWidth - 8, fontSize: 10, aria: false }),
        encoding: { y: y('at'), text: { field: 'shape' } },
      },
      {
        transform: [lines(31)],
        mark: text('left', { x: 8, fontSize: 10, limit: boxWidth - 16, aria: false }),
        encoding: { y: y('at'), text: { field: 'detail' } },
      },
      {
        data: { values: bars },
        transform: [lines(24), { calculate: 'datum.top + 32', as: 'end' }],
        mark: { type: 'rect', cornerRadius: 1, aria: false },
        encoding: { x: x('left'), x2: { field: 'right' }, y: y('at'), y2: { field: 'end' }, color: fill },
      },
      {
        data: { values: bars },
        transform: [lines(14)],
        mark: text('left', { fontSize: 10, aria: false }),
        encoding: { x: x('left'), y: y('at'), text: { field: 'text' } },
      },
      {
        data: {
          values: [{ title: `Input ${inputShape.join(' × ')}`, left: 8 }, ...columns].map(
            ({ title, left }) => ({ title, left, at: 6 }),
          ),
        },
        mark: text('left', { fontSize: 9, aria: false }),
        encoding: { x: x('left'), y: y('at'), text: { field: 'title' } },
      },
    ],
  };
}

const across = { domain: [0, columnWidth], nice: false, zero: false };
const down = (height: number) => ({ domain: [0, height], nice: false, zero: false, reverse: true });

const row = ({ name, detail, outputShape, units, parameters, multiplyAdds }: ArchitectureBlock) => ({
  name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  detail,
  shape: outputShape.join(' × '),
  units,
  parameters,
  multiplyAdds,
});

const words = ({ name, detail, outputShape, parameters, multiplyAdds }: ArchitectureBlock): string =>
  `${name}, ${detail}, output ${outputShape.join(' × ')}, ${short(parameters)} parameters, ${short(multiplyAdds)} MACs`;

/** Writes a number: '27.5 M', '4.19 G', '640'. */
function short(value: number): string {
  const [size, unit] =
    value >= 1e9 ? [1e9, ' G'] : value >= 1e6 ? [1e6, ' M'] : value >= 1e3 ? [1e3, ' k'] : [1, ''];
  return `${unit === '' ? value : (value / size).toPrecision(3)}${unit}`;
}
