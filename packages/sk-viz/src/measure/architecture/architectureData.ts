/** A network in blocks as data: the content of `architecture.json`, from which the diagram is drawn. */

export interface ArchitectureBlock {
  /** 'stem', 'stage 2', '28 × 28', 'classifier'. */
  readonly name: string;
  /** One line: 'SK[3×3, 5×5; G = 32] × 3'. */
  readonly detail: string;
  /** Height, width, channels; the units alone where the output is no map. */
  readonly outputShape: readonly number[];
  /** Trainable parameters. */
  readonly parameters: number;
  /** MACs of convolutions and fully connected layers, for one image. */
  readonly multiplyAdds: number;
  /** Number of SK units in the block. */
  readonly units: number;
}

/** The content of `architecture.json`. */
export interface ArchitectureData {
  readonly format: 'sk-viz/architecture';
  readonly version: 1;
  readonly model: string;
  /** Height, width, channels. */
  readonly inputShape: readonly number[];
  /** From input to output. */
  readonly blocks: readonly ArchitectureBlock[];
  /** Trainable parameters of all blocks together. */
  readonly parameters: number;
  /** MACs of all blocks together. */
  readonly multiplyAdds: number;
}
