import { listOf, mapAt, textOf, type ManifestEntry } from '../manifest/index.js';
import { durationMs, type GoDuration, type JsonObject } from '../model/index.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Time that the objects of a unit may take until they are Ready, in milliseconds: what its timeout must allow. */
export function waitingTime(entries: readonly ManifestEntry[]): number {
  return Math.max(
    0,
    ...entries.filter(isOf('Canary')).map(canaryTime),
    releasesTime(entries.filter(isOf('HelmRelease'))),
  );
}

/** Steps of a Canary by its interval, and the time that its pods may take. */
function canaryTime({ object }: ManifestEntry): number {
  const spec = mapAt(object, 'spec');
  const analysis = mapAt(spec, 'analysis');
  const deadline = numberOf(spec['progressDeadlineSeconds']) ?? 600;
  return timeOf(analysis['interval'], MINUTE) * stepsOf(analysis) + deadline * SECOND;
}

function stepsOf(analysis: JsonObject): number {
  const { iterations, maxWeight, stepWeight, stepWeights, stepWeightPromotion } = analysis;
  const [step, back] = [numberOf(stepWeight), numberOf(stepWeightPromotion)];
  const promotion = back === undefined ? 0 : Math.ceil(100 / back);
  if (stepWeights !== undefined) return listOf(stepWeights).length + promotion;
  if (step !== undefined) return Math.ceil((numberOf(maxWeight) ?? 100) / step) + promotion;
  return numberOf(iterations) ?? 0;
}

/** The longest chain of releases that wait for each other within the unit; all others go side by side. */
function releasesTime(releases: readonly ManifestEntry[]): number {
  const byName = new Map(releases.map((entry) => [entry.id.name, mapAt(entry.object, 'spec')]));
  const known = new Map<string, number>();
  const timeFor = (name: string, above: readonly string[]): number => {
    const spec = byName.get(name);
    if (spec === undefined || above.includes(name)) return 0;
    const before = listOf(spec['dependsOn']).map((item) => textOf(mapAt(item)['name']) ?? '');
    const time =
      known.get(name) ??
      timeOf(spec['timeout'], 5 * MINUTE) + Math.max(0, ...before.map((next) => timeFor(next, [...above, name])));
    known.set(name, time);
    return time;
  };
  return Math.max(0, ...[...byName.keys()].map((name) => timeFor(name, [])));
}

function isOf(kind: string): (entry: ManifestEntry) => boolean {
  return ({ id, layer }) => id.kind === kind && layer === 'written';
}

/** A duration as the API writes it; the default where none is given, or one that nobody can read. */
export function timeOf(value: unknown, otherwise: number): number {
  return isDuration(value) ? durationMs(value) : otherwise;
}

function isDuration(value: unknown): value is GoDuration {
  return typeof value === 'string' && /^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h))+$/.test(value);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
