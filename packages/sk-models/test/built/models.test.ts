/** One model of each family as npm publishes it; all of them are tested on the sources. */
import { registry } from 'sk-models';
import { affordableModelSuite } from '../zooTools.js';

const families = new Map([...registry.values()].reverse().map((entry) => [entry.family, entry]));

affordableModelSuite([...families.values()]);
