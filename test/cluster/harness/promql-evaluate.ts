import { parseQuery, type BinaryOperator, type LabelMatcher, type Query } from './promql-parse.js';

/** A counter and how fast it grows. */
export interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly perSecond: number;
}

/** A value and the labels it stands for. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Value = number | readonly Sample[];

/** Answers a query from series as Prometheus would; a query that fits no series yields no sample. */
export function evaluateQuery(text: string, series: readonly Series[]): readonly Sample[] {
  const value = evaluate(parseQuery(text), series);
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function evaluate(query: Query, series: readonly Series[]): Value {
  switch (query.kind) {
    case 'number':
      return query.value;
    case 'vector':
      return [{ labels: {}, value: scalar(evaluate(query.of, series)) }];
    case 'rate':
      return series
        .filter(({ metric, labels }) => metric === query.metric && query.matchers.every((one) => fits(one, labels)))
        .map(({ labels, perSecond }) => ({ labels, value: perSecond }));
    case 'sum':
      return sum(samples(evaluate(query.of, series)), query.by);
    case 'quantile':
      return quantiles(scalar(evaluate(query.quantile, series)), samples(evaluate(query.of, series)));
    case 'binary':
      return combine(query.operator, evaluate(query.left, series), evaluate(query.right, series));
  }
}

/** A label that a series lacks counts as empty. */
function fits({ label, operator, value }: LabelMatcher, labels: Sample['labels']): boolean {
  const own = labels[label] ?? '';
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return new RegExp(`^(?:${value})$`).test(own);
    case '!~':
      return !new RegExp(`^(?:${value})$`).test(own);
  }
}

function sum(of: readonly Sample[], by: readonly string[]): readonly Sample[] {
  const groups = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const { labels, value } of of) {
    const kept = Object.fromEntries(by.map((label) => [label, labels[label] ?? '']));
    const key = JSON.stringify(kept);
    const group = groups.get(key) ?? { labels: kept, value: 0 };
    group.value += value;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Within the bucket that holds the quantile the values count as evenly spread. */
function quantiles(quantile: number, of: readonly Sample[]): readonly Sample[] {
  const buckets = of
    .map(({ labels, value }) => ({ top: labels['le'] === '+Inf' ? Infinity : Number(labels['le']), value }))
    .sort((a, b) => a.top - b.top);
  const total = buckets.at(-1)?.value;
  if (total === undefined) return [];
  const rank = quantile * total;
  const at = buckets.findIndex(({ value }) => value >= rank);
  const [below, found] = [buckets[at - 1] ?? { top: 0, value: 0 }, buckets[at]];
  if (total === 0 || found === undefined) return [{ labels: {}, value: NaN }];
  if (found.top === Infinity) return [{ labels: {}, value: below.top }];
  const share = (rank - below.value) / (found.value - below.value);
  return [{ labels: {}, value: below.top + (found.top - below.top) * share }];
}

function combine(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === 'or') {
    const first = samples(left);
    return [...first, ...samples(right).filter((one) => first.every((other) => !sameLabels(one, other)))];
  }
  if (typeof left === 'number' && typeof right === 'number') return compute(operator, left, right) ?? NaN;
  if (typeof left === 'number')
    return samples(right).flatMap((one) => sampleOf(one, compute(operator, left, one.value)));
  return left.flatMap((one) => {
    const other = typeof right === 'number' ? right : right.find((each) => sameLabels(each, one))?.value;
    return other === undefined ? [] : sampleOf(one, compute(operator, one.value, other));
  });
}

/** A comparison keeps the left value where it holds, and nothing where it does not. */
function compute(operator: Exclude<BinaryOperator, 'or'>, left: number, right: number): number | undefined {
  switch (operator) {
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '>=':
      return left >= right ? left : undefined;
  }
}

function sampleOf({ labels }: Sample, value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function sameLabels(a: Sample, b: Sample): boolean {
  const pairs = ({ labels }: Sample): string => JSON.stringify(Object.entries(labels).sort());
  return pairs(a) === pairs(b);
}

function samples(value: Value): readonly Sample[] {
  if (typeof value === 'number') throw new Error('a number stands where series are needed');
  return value;
}

function scalar(value: Value): number {
  if (typeof value !== 'number') throw new Error('series stand where a number is needed');
  return value;
}
