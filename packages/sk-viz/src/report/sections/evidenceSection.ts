/** Where the evidence for the predicted class lies in the sample images, branch by branch. */
import { evidenceByBranch } from '../../figures/evidenceByBranch.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { representativeUnits } from '../../figures/representativeUnits.js';
import type { RasterImage } from '../../image/rasterImage.js';
import type { GradCamData } from '../../measure/gradCam/gradCamData.js';
import { html } from '../content/html.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export async function evidenceSection({ evidence }: ReportData): Promise<Section | undefined> {
  if (evidence === undefined) return undefined;
  return {
    id: 'evidence',
    title: 'Where the evidence lies',
    before: html`<p class="quiet">Grad-CAM (Selvaraju et al., 2017) of what each SK unit selects, taken apart into what each of its kernels has given. Orange speaks for the class, blue against it; the colours of a unit share one scale.</p>`,
    figures: await evidenceFigures(
      evidence.data,
      evidence.pictures,
      representativeUnits(evidence.data.images[0]!),
    ),
  };
}

/** @param pictures What the network was shown, in the order of the images. @param units Indices of those that are drawn. */
export async function evidenceFigures(
  { images }: GradCamData,
  pictures: readonly RasterImage[],
  units: readonly number[],
): Promise<NamedFigure[]> {
  return await Promise.all(
    images.map(async (image, i) => ({
      name: `evidence-${i + 1}`,
      figure: await evidenceByBranch(image, pictures[i]!, units),
      caption: `${image.name}: evidence for ${image.className}, kernel by kernel. Under each map: the kernel's share of all evidence in its unit, for and against.`,
    })),
  );
}
