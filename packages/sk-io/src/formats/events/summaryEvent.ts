/** What TensorBoard shows at one step under one tag. */

interface Moment {
  /** 'loss/train': what stands before the slash groups the cards. */
  readonly tag: string;
  readonly step: number;
  /** Seconds; only differences are shown by a relative axis. */
  readonly wallTime: number;
}

export interface ScalarEvent extends Moment {
  readonly kind: 'scalar';
  readonly value: number;
}

export interface ImageEvent extends Moment {
  readonly kind: 'image';
  readonly png: Uint8Array;
}

export interface HistogramEvent extends Moment {
  readonly kind: 'histogram';
  readonly values: ArrayLike<number>;
}

export type SummaryEvent = ScalarEvent | ImageEvent | HistogramEvent;
