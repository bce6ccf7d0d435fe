/** Convolution and matrix product: tiles of target pixels, groups, panels of target channels. */
import { Plan } from './plan';
import { panel4, panel8, panel8x6 } from './panels';
import { fillTile } from './tile';

/** Computes the plan's target pixels. Units of work: target pixels, over all images. */
export function convolve(plan: Plan): void {
  const k = plan.tapCount * plan.depth + 1;
  const pointerBytes = <usize>plan.tapStride << 2;
  for (let first = plan.begin; first < plan.end; first += plan.tile) {
    const count = min(plan.tile, plan.end - first);
    fillTile(plan, first, count);
    const blocks = (count + 3) >> 2;
    // Six pixels at a time in whole dozens, and four in the rest.
    const wide = plan.wide ? blocks / 3 * 2 : 0, narrow = blocks - wide / 2 * 3;
    const restPointers = plan.pointers + <usize>(wide * 6) * pointerBytes, restTargets = plan.targets + <usize>wide * 24;
    let panel = plan.filter;
    for (let g = 0; g < plan.groups; g++) {
      const sourceBytes = <usize>(g * plan.depth) << 2;
      for (let o = 0; o < plan.width; o += 8) {
        const left = plan.width - o;
        const targetBytes = <usize>(g * plan.width + o) << 2;
        if (left > 4) {
          const used = min(left, 8);
          panel8x6(wide, plan.tapCount, plan.depth, plan.pointers, pointerBytes, panel, plan.targets, sourceBytes, targetBytes, plan.addend, used, plan.relu);
          panel8(narrow, plan.tapCount, plan.depth, restPointers, pointerBytes, panel, restTargets, sourceBytes, targetBytes, plan.addend, used, plan.relu);
          panel += <usize>k << 5;
        } else {
          panel4(blocks, plan.tapCount, plan.depth, plan.pointers, pointerBytes, panel, plan.targets, sourceBytes, targetBytes, plan.addend, left, plan.relu);
          panel += <usize>k << 4;
        }
      }
    }
  }
}
