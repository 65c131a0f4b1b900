import { listOf, mapAt, textOf, textsOf } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';

/** The release of a workload, and what of its Canary is not carried over. */
export interface ReadRelease {
  readonly props: Literal;
  readonly notes: readonly string[];
}

/** Reads a Canary. */
export function readRelease({ object, id }: FoundObject, namespace: string): ReadRelease {
  const spec = mapAt(object, 'spec');
  const analysis = mapAt(spec, 'analysis');
  const notes: string[] = [];
  const load = loadTestOf(analysis, id.name);
  const deadline = spec['progressDeadlineSeconds'];
  const threshold = analysis['threshold'];
  const props = {
    strategy: strategyOf(analysis, notes),
    metrics: metricsOf(analysis, id.name, namespace, notes),
    loadTest: load,
    interval: durationOf(analysis['interval'], '1m'),
    threshold: typeof threshold === 'number' && threshold !== 5 ? threshold : undefined,
    progressDeadlineSeconds: typeof deadline === 'number' && deadline !== 600 ? deadline : undefined,
    webhooks: webhooksOf(analysis, load !== undefined),
    alerts: alertsOf(analysis),
  };
  const service = mapAt(spec, 'service');
  for (const field of ['match', 'retries', 'headers', 'corsPolicy', 'rewrite', 'timeout', 'delegation']) {
    if (service[field] !== undefined) notes.push(`service.${field} is not carried over`);
  }
  return { props, notes };
}

function strategyOf(analysis: JsonObject, notes: string[]): Literal {
  const { iterations, stepWeight, maxWeight } = analysis;
  const weights = numbers(analysis['stepWeights']);
  const promotion = analysis['stepWeightPromotion'];
  const rounds = typeof iterations === 'number' && iterations > 0 ? iterations : undefined;
  if (weights.length > 0) return { kind: 'weighted', steps: { kind: 'list', stepWeights: weights } };
  if (rounds === undefined && typeof stepWeight === 'number' && stepWeight > 0) {
    const max = typeof maxWeight === 'number' ? maxWeight : 100;
    return {
      kind: 'weighted',
      steps: { kind: 'even', stepWeight, maxWeight: Math.max(max, stepWeight) },
      stepWeightPromotion: typeof promotion === 'number' && promotion > 0 ? promotion : undefined,
    };
  }
  const match = mapsIn(analysis['match']).map(headerMatches);
  if (rounds !== undefined && match.length > 0 && match.every((headers) => headers.length > 0)) {
    return { kind: 'ab', iterations: rounds, match };
  }
  if (rounds !== undefined && analysis['mirror'] === true) {
    const weight = analysis['mirrorWeight'];
    return { kind: 'mirrored', iterations: rounds, mirrorWeight: typeof weight === 'number' ? weight : undefined };
  }
  if (rounds === undefined) notes.push('it says neither weights nor iterations, so ten iterations are written');
  return { kind: 'blueGreen', iterations: rounds ?? 10 };
}

function headerMatches(match: JsonObject): readonly Literal[] {
  return Object.entries(mapAt(match, 'headers')).flatMap(([name, condition]) => {
    const texts = Object.entries(textsOf(mapAt(condition)));
    return texts.flatMap(([kind, value]) =>
      ['exact', 'prefix', 'regex'].includes(kind) ? [{ kind, name, value }] : [],
    );
  });
}

function metricsOf(analysis: JsonObject, name: string, namespace: string, notes: string[]): Literal {
  const found = mapsIn(analysis['metrics']).flatMap((metric): readonly Literal[] => {
    const range = mapAt(metric, 'thresholdRange');
    const threshold = typeof metric['threshold'] === 'number' ? metric['threshold'] : undefined;
    const number = (value: JsonValue | undefined): number | undefined =>
      typeof value === 'number' ? value : undefined;
    const interval = durationOf(metric['interval'], '1m');
    const reference = mapAt(metric, 'templateRef');
    const template = textOf(reference['name']);
    const own = template === `${name}-success-rate` || metric['name'] === 'request-success-rate';
    if (own) return [{ kind: 'success-rate', min: unless(number(range['min']) ?? threshold, 99), interval }];
    if (metric['name'] === 'request-duration' && template === undefined) {
      return [{ kind: 'latency', max: unless(number(range['max']) ?? threshold, 500), interval }];
    }
    const isHere = textOf(reference['namespace']) === undefined || reference['namespace'] === namespace;
    if (template !== undefined && isHere) {
      const thresholdRange = { min: number(range['min']), max: number(range['max']) };
      return [
        { kind: 'template', name: textOf(metric['name']) ?? template, templateRef: template, thresholdRange, interval },
      ];
    }
    notes.push(`the metric ${textOf(metric['name']) ?? ''} is not carried over`);
    return [];
  });
  if (found.length === 0) notes.push('no metric could be carried over, so the success rate is written');
  return found.length === 0 ? [{ kind: 'success-rate' }] : found;
}

/** The path that a load tester is told to call, by the tools that Flagger documents. */
function loadTestOf(analysis: JsonObject, name: string): Literal | undefined {
  for (const { type, metadata } of mapsIn(analysis['webhooks'])) {
    const command = textOf(mapAt(metadata)['cmd']) ?? '';
    const [, path] = /^hey .*\bhttps?:\/\/[^/\s]+(\/[A-Za-z0-9/._~-]*)?\s*$/.exec(command) ?? [];
    const isLoad = (type === undefined || type === 'rollout') && command.includes(`${name}-canary`);
    if (!isLoad || !command.startsWith('hey ')) continue;
    const rate = Number(/ -q ([1-9][0-9]*)\b/.exec(command)?.[1] ?? '10');
    return { path: path ?? '/', requestsPerSecond: unless(rate, 10) };
  }
  return undefined;
}

/** Webhooks beside those that the load test brings. */
function webhooksOf(analysis: JsonObject, hasLoad: boolean): Literal | undefined {
  const found = mapsIn(analysis['webhooks']).flatMap((hook): readonly Literal[] => {
    const [name, url] = [textOf(hook['name']), textOf(hook['url'])];
    const isOurs = hasLoad && textOf(mapAt(hook, 'metadata')['cmd']) !== undefined;
    if (name === undefined || url === undefined || isOurs) return [];
    const metadata = textsOf(mapAt(hook, 'metadata'));
    const more = Object.keys(metadata).length === 0 ? undefined : metadata;
    return [
      {
        name,
        type: textOf(hook['type']) ?? 'rollout',
        url,
        timeout: durationOf(hook['timeout'], '30s'),
        metadata: more,
      },
    ];
  });
  return found.length === 0 ? undefined : found;
}

function alertsOf(analysis: JsonObject): Literal | undefined {
  const found = mapsIn(analysis['alerts']).flatMap((alert): readonly Literal[] => {
    const provider = textOf(mapAt(alert, 'providerRef')['name']);
    const severity = textOf(alert['severity']);
    if (provider === undefined) return [];
    return [
      { name: textOf(alert['name']) ?? provider, provider, severity: severity === 'error' ? undefined : severity },
    ];
  });
  return found.length === 0 ? undefined : found;
}

/** A duration that Flagger accepts, where it is not the default. */
function durationOf(value: JsonValue | undefined, usual: string): string | undefined {
  const text = textOf(value);
  return text === undefined || text === usual || !/^[0-9]+(?:m|s)$/.test(text) ? undefined : text;
}

function unless(value: number | undefined, usual: number): number | undefined {
  return value === usual || (value ?? 0) <= 0 ? undefined : value;
}

function numbers(value: JsonValue | undefined): readonly number[] {
  return listOf(value).filter((item): item is number => typeof item === 'number');
}
