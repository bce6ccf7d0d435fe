/** One model of each family as npm publishes it; all of them are tested on the sources. */
import { affordableModelSuite, oneOfEachFamily } from '../zooTools.js';

affordableModelSuite(oneOfEachFamily());
