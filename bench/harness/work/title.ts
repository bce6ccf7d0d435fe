/** The title of a work in tables and CSV files. */
import type { Work } from './work.js';

const networkNames = { sknet50: 'SKNet-50', resnext50: 'ResNeXt-50' } as const;

const opNames = {
  copy: 'copy',
  bufferCopy: 'copy of buffers',
  select: 'select of 2',
  fuse: 'fuse of 2',
  batchNorm: 'batch norm',
  channelShuffle: 'channel shuffle',
} as const;

/** In words, for tables. */
export function titleOf(work: Work): string {
  switch (work.kind) {
    case 'groupedConv': {
      const { kernel, channels, groups, size, batch, dilation, stride, pass } = work;
      const extras = [
        dilation > 1 && `dilation ${dilation}`,
        stride > 1 && `stride ${stride}`,
        batch > 1 && `batch ${batch}`,
      ];
      const shape = `${kernel}x${kernel}, ${channels} channels, ${groupsOf(groups)}, ${size}x${size}`;
      return [shape, ...extras.filter(Boolean), pass === 'training' ? 'forward + backward' : pass].join(', ');
    }
    case 'skUnit':
      return `SK unit, ${work.channels} channels, ${work.size}x${work.size}, batch ${work.batch}, forward + backward`;
    case 'matMul': {
      const { m, k, n, transposeA, transposeB } = work;
      return `[${m}, ${k}]${transposeA ? "'" : ''} * [${k}, ${n}]${transposeB ? "'" : ''}`;
    }
    case 'moving': {
      const { op, pass, batch, size, channels } = work;
      const shape = `${batch}x${size}x${size}x${channels}`;
      return [opNames[op], shape, ...(op === 'copy' || op === 'bufferCopy' ? [] : [pass])].join(', ');
    }
    default:
      return `${networkNames[work.network]}, batch ${work.batch}, ${work.kind === 'inference' ? 'forward' : 'training step'}`;
  }
}

const groupsOf = (groups: number): string => (groups === 1 ? 'dense' : `${groups} groups`);
