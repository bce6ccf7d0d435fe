/** The options of `sk-viz tradeoff`. */
import type { TradeoffDataset } from '../../measure/tradeoff/tradeoffData.js';
import type { FolderOptions } from '../parts/folderOptions.js';

export interface TradeoffOptions extends FolderOptions {
  readonly run?: readonly string[];
  readonly dataset?: TradeoffDataset;
}
