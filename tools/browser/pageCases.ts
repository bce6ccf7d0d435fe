/** The cases of sk-conformance as functions, by kind, each kind with the number that the package promises. */
import * as tf from '@tensorflow/tfjs-core';
import {
  checkCase,
  checkGolden,
  checkNonFinite,
  convGrid,
  convGridCount,
  type ErrorCase,
  errorCaseCount,
  errorCases,
  goldenCaseCount,
  goldenCases,
  MismatchError,
  nonFiniteCaseCount,
  nonFiniteCases,
  opCaseCount,
  opCases,
} from 'sk-conformance/check';

export interface PageCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface CaseKind {
  readonly kind: string;
  readonly promised: number;
  readonly cases: readonly PageCase[];
}

/** Every how-manieth case takes part; the first of each op and all refusals do. */
export interface CaseSteps {
  /** The step through the convolution grid. */
  readonly grid: number;
  /** The step through the other cases of operators. */
  readonly others: number;
  /** The step through the cases with NaN or infinity. Without it none of them takes part. */
  readonly nonFinite?: number;
  /** The step through the golden cases, whose numbers come from PyTorch. */
  readonly golden: number;
}

const firstOfEachOp = opCases.flatMap(({ op }, i) =>
  opCases.findIndex((other) => other.op === op) === i ? [i] : [],
);

export function caseKinds(steps: CaseSteps): readonly CaseKind[] {
  const part = <Case extends { readonly name: string }>(
    kind: keyof CaseSteps,
    all: readonly Case[],
    count: number,
    check: (c: Case) => Promise<void>,
    firsts: readonly number[] = [],
  ): CaseKind => {
    const step = steps[kind];
    if (step === undefined) return { kind, promised: 0, cases: [] };
    const isPart = (i: number): boolean => i % step === 0;
    const others = firsts.filter((i) => !isPart(i));
    const cases = all.filter((_, i) => isPart(i) || others.includes(i));
    return {
      kind,
      promised: Math.ceil(count / step) + others.length,
      cases: cases.map((c) => ({ name: c.name, run: () => check(c) })),
    };
  };
  return [
    part('grid', convGrid, convGridCount, checkCase),
    part('others', opCases, opCaseCount, checkCase, firstOfEachOp),
    part('nonFinite', nonFiniteCases, nonFiniteCaseCount, checkNonFinite),
    part('golden', goldenCases, goldenCaseCount, checkGolden),
    { kind: 'refusals', promised: errorCaseCount, cases: errorCases.map(refusal) },
  ];
}

function refusal({ name, call, message }: ErrorCase): PageCase {
  return {
    name: `refuses ${name}`,
    run: async () => {
      const before = tf.memory().numTensors;
      const thrown = errorOf(() => tf.tidy(() => void call()));
      if (thrown?.name !== 'ShapeError' || !message.test(thrown.message)) {
        throw new MismatchError(`${name} gives ${thrown ?? 'no error'}, wanted a ShapeError like ${message}`);
      }
      const left = tf.memory().numTensors - before;
      if (left !== 0) throw new MismatchError(`${name} leaves ${left} tensors`);
    },
  };
}

function errorOf(call: () => unknown): Error | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
