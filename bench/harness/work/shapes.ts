/** Shapes and attributes of a work, and the layer of an SK unit. */
import { convAttrs } from 'sk-core';
import { SkConv2D } from 'sk-models/layers';
import type { GroupedConvWork, MovingWork, SkUnitWork } from './work.js';

/** The middle of a unit of SKNet's second stage, section 3.2 and Table 1. */
export const skLayer = ({ channels }: SkUnitWork): SkConv2D =>
  new SkConv2D({
    filters: channels,
    branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 32 })),
    seed: 1,
  });

export const filterShape = ({
  kernel,
  channels,
  groups,
}: GroupedConvWork): [number, number, number, number] => [kernel, kernel, channels / groups, channels];

export const imageShape = ({
  batch,
  size,
  channels,
}: GroupedConvWork | SkUnitWork | MovingWork): [number, number, number, number] => [
  batch,
  size,
  size,
  channels,
];

export const attrsOf = (work: GroupedConvWork): ReturnType<typeof convAttrs> => {
  const { groups, stride, dilation, kernel } = work;
  const pad = ((kernel - 1) * dilation) / 2;
  return convAttrs(
    { groups, strides: stride, dilations: dilation, pad },
    imageShape(work),
    filterShape(work),
  );
};
