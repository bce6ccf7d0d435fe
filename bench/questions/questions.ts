/** All questions, by their names on the command line and in names of result files. */
import type { Question } from '../harness/questions/question.js';
import { bandwidth } from './bandwidth.js';
import { groupedConv } from './groupedConv.js';
import { inference } from './inference.js';
import { matMul } from './matMul.js';
import { quick } from './quick.js';
import { skUnit } from './skUnit.js';
import { trainStep } from './trainStep.js';

export const questions: Readonly<Record<string, Question>> = {
  bandwidth,
  groupedConv,
  inference,
  matMul,
  quick,
  skUnit,
  trainStep,
};
