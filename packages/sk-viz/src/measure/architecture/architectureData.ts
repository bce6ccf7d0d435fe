/** A network in blocks, from input to output: what `architecture.json` holds and the diagram is drawn from. */

export interface ArchitectureBlock {
  /** 'stem', 'stage 2', '28 × 28', 'classifier'. */
  readonly name: string;
  /** One line: 'SK[3×3, 5×5; G = 32] × 3'. */
  readonly detail: string;
  /** Height, width, channels; fewer where the output is no map. */
  readonly outputShape: readonly number[];
  /** Learnable ones. */
  readonly parameters: number;
  /** Of convolutions and fully connected layers, for one image. */
  readonly multiplyAdds: number;
  /** SK units in it. */
  readonly units: number;
}

/** The content of `architecture.json`. */
export interface ArchitectureData {
  readonly format: 'sk-viz/architecture';
  readonly version: 1;
  readonly model: string;
  /** Height, width, channels. */
  readonly inputShape: readonly number[];
  readonly blocks: readonly ArchitectureBlock[];
  /** Of all blocks together. */
  readonly parameters: number;
  readonly multiplyAdds: number;
}
