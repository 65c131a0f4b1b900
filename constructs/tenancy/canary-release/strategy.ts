import type { CanaryV1Beta1SpecAnalysis, CanaryV1Beta1SpecAnalysisMatch } from '../../../lib/imports/flagger/index.js';
import { headerName, MeshError } from '../../../lib/model/index.js';
import type { CanaryStrategy, HeaderMatch, WeightSteps } from './props.js';

/** The part of an analysis that a strategy decides. */
type StrategyFields = Pick<
  CanaryV1Beta1SpecAnalysis,
  | 'iterations'
  | 'maxWeight'
  | 'stepWeight'
  | 'stepWeights'
  | 'stepWeightPromotion'
  | 'mirror'
  | 'mirrorWeight'
  | 'match'
>;

/** Fields of the analysis that a strategy becomes. */
export function strategyFields(where: string, strategy: CanaryStrategy): StrategyFields {
  refuseBoth(where, strategy);
  switch (strategy.kind) {
    case 'weighted':
      return weighted(where, strategy);
    case 'ab':
      return {
        iterations: count(where, 'iterations', strategy.iterations),
        match: strategy.match.map((all) => match(where, all)),
      };
    case 'blueGreen':
      return { iterations: count(where, 'iterations', strategy.iterations) };
    case 'mirrored':
      return {
        iterations: count(where, 'iterations', strategy.iterations),
        mirror: true,
        mirrorWeight: percent(where, 'mirrorWeight', strategy.mirrorWeight ?? 100),
      };
  }
}

/** Steps until promotion, and the steps by which traffic returns after it. */
export function strategySteps(strategy: CanaryStrategy): { readonly forward: number; readonly back: number } {
  if (strategy.kind !== 'weighted') return { forward: strategy.iterations, back: 0 };
  const back = strategy.stepWeightPromotion === undefined ? 0 : Math.ceil(100 / strategy.stepWeightPromotion);
  const { steps } = strategy;
  const forward = steps.kind === 'even' ? Math.ceil(steps.maxWeight / steps.stepWeight) : steps.stepWeights.length;
  return { forward, back };
}

function weighted(where: string, strategy: Extract<CanaryStrategy, { kind: 'weighted' }>): StrategyFields {
  const back = strategy.stepWeightPromotion;
  return {
    ...weights(where, strategy.steps),
    ...(back === undefined ? {} : { stepWeightPromotion: percent(where, 'stepWeightPromotion', back) }),
  };
}

function weights(where: string, steps: WeightSteps): StrategyFields {
  if (steps.kind === 'even') {
    const stepWeight = percent(where, 'steps.stepWeight', steps.stepWeight);
    const maxWeight = percent(where, 'steps.maxWeight', steps.maxWeight);
    if (stepWeight > maxWeight)
      refuseWeight(where, 'steps.stepWeight', 'the step is larger than the maximum', stepWeight);
    return { stepWeight, maxWeight };
  }
  const stepWeights = steps.stepWeights.map((weight) => percent(where, 'steps.stepWeights', weight));
  const falls = stepWeights.find((weight, index) => index > 0 && weight <= (stepWeights[index - 1] ?? 0));
  if (falls !== undefined) {
    refuseWeight(
      where,
      'steps.stepWeights',
      'the weights do not ascend, so that Flagger would jump to the last',
      falls,
    );
  }
  return { stepWeights };
}

function match(where: string, all: readonly HeaderMatch[]): CanaryV1Beta1SpecAnalysisMatch {
  if (all.length === 0) {
    throw new MeshError({
      code: 'TM1310',
      where,
      field: 'strategy.match',
      what: 'an entry without a header matches every request',
      remedy: 'Name a header, such as { kind: "exact", name: "x-canary", value: "insider" }.',
    });
  }
  const headers = all.map(({ kind, name, value }) => {
    return [headerName(name, { where, field: 'strategy.match' }), { [kind]: value }] as const;
  });
  return { headers: Object.fromEntries(headers) };
}

/** For callers without types: Flagger accepts one of the two, and the union cannot say both. */
function refuseBoth(where: string, strategy: CanaryStrategy): void {
  const steps: unknown = 'steps' in strategy ? strategy.steps : undefined;
  const fields = new Set([
    ...Object.keys(strategy),
    ...(typeof steps === 'object' && steps !== null ? Object.keys(steps) : []),
  ]);
  if (!fields.has('iterations') || !['steps', 'stepWeight', 'stepWeights'].some((field) => fields.has(field))) return;
  throw new MeshError({
    code: 'TM1302',
    where,
    field: 'strategy',
    what: 'iterations and step weights exclude each other',
    value: strategy,
    remedy: 'Write weights for kind "weighted" and iterations for the others.',
  });
}

/** Parses a whole number of 1 or more. */
export function count(where: string, field: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new MeshError({
    code: 'TM1307',
    where,
    field,
    what: 'not a whole number of 1 or more',
    value,
    remedy: 'Write a number such as 5.',
  });
}

function percent(where: string, field: string, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  return refuseWeight(where, field, 'not a whole number of per cent from 1 to 100', value);
}

function refuseWeight(where: string, field: string, what: string, value: number): never {
  const remedy = 'Write weights such as { kind: "even", stepWeight: 10, maxWeight: 50 }.';
  throw new MeshError({ code: 'TM1304', where, field: `strategy.${field}`, what, value, remedy });
}
