/** The evidence for a class in one image: the picture, and for each unit and branch its map over the picture. */
import { elementAt } from 'sk-core';
import { pngUrl } from '../image/png.js';
import type { RasterImage } from '../image/rasterImage.js';
import type { GradCamImage, GradCamUnit } from '../measure/gradCam/gradCamData.js';
import { heatPicture } from '../measure/gradCam/heatPicture.js';
import type { Figure } from './figure.js';
import { columnWidth } from './theme.js';

/** Pixels between panels, and for the words over and under each panel. */
const gap = 8;
const over = 18;
const under = 16;
const mostSide = 100;
/** Height of the line that explains the colours. */
const key = 18;

/**
 * Draws one image with a row for each of `units` and a column for each branch.
 * @param picture The image as the network read it.
 * @param units Indices into `image.units`.
 */
export async function evidenceByBranch(
  image: GradCamImage,
  picture: RasterImage,
  units: readonly number[],
): Promise<Figure> {
  const rows = units.map((index) => elementAt(image.units, index));
  const columns = Math.max(...rows.map(({ branches }) => branches.length));
  const side = Math.min(mostSide, Math.floor((columnWidth - columns * gap) / (columns + 1)));
  const pitch = side + over + under;
  const left = (column: number): number => column * (side + gap);
  const panels = await Promise.all(
    rows.flatMap((unit, row) => {
      const most = Math.max(...unit.maps.flatMap(({ values }) => values.map(Math.abs)));
      return unit.branches.map(async ({ effectiveSize: k }, m) => ({
        x: left(m + 1),
        y: row * pitch + over,
        title: `${unit.unit}, ${k}×${k}`,
        share: shareText(unit, m),
        url: await pngUrl(heatPicture(picture, elementAt(unit.maps, m), most)),
      }));
    }),
  );
  const shown = {
    x: 0,
    y: over,
    title: 'Input',
    share: `${image.className}, ${(image.probability * 100).toFixed(1)} %`,
    url: await pngUrl(picture),
  };
  const height = rows.length * pitch + key;
  const axis = (field: 'x' | 'y', size: number, reverse: boolean) => ({
    field,
    type: 'quantitative' as const,
    axis: null,
    scale: { domain: [0, size], nice: false, zero: false, reverse },
  });
  const x = axis('x', columnWidth, false);
  const y = axis('y', height, true);
  const text = (field: string, dy: number) => ({
    mark: { type: 'text' as const, align: 'left' as const, dy, fontSize: 10, limit: side, aria: false },
    encoding: { x, y, text: { field } },
  });
  return {
    description: `Evidence for ${image.className} in ${image.name}, by unit and kernel: ${panels.map(({ title, share }) => `${title} ${share}`).join('; ')}.`,
    width: columnWidth,
    height,
    data: { values: [shown, ...panels] },
    layer: [
      {
        transform: [
          { calculate: `datum.x + ${side}`, as: 'right' },
          { calculate: `datum.y + ${side}`, as: 'bottom' },
        ],
        mark: { type: 'image', aspect: false, aria: false },
        encoding: { x, y, x2: { field: 'right' }, y2: { field: 'bottom' }, url: { field: 'url' } },
      },
      text('title', -7),
      text('share', side + 9),
      {
        data: { values: [{ x: 0, y: height - 6 }] },
        mark: {
          type: 'text',
          align: 'left',
          fontSize: 10,
          aria: false,
          text: 'Orange: for the class; blue: against it. One scale of colours in a unit.',
        },
        encoding: { x, y },
      },
    ],
  };
}

function shareText({ shares }: GradCamUnit, branch: number): string {
  const share = shares[branch];
  return share === undefined ? 'no evidence' : `${(share * 100).toFixed(0)} % of evidence`;
}
