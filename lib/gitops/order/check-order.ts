import { formatObject, mapAt, type Finding, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { formatDuration } from '../../model/index.js';
import { timeOf, waitingTime } from '../waiting-time.js';
import { OrderGraph, type OrderStep } from './graph.js';
import { needsOf, type Need } from './needs.js';

/** The order in which Flux applies a cluster. */
export interface Order {
  /** Kustomizations in waves: one wave begins when the one before is Ready. */
  readonly waves: readonly (readonly OrderStep[])[];
  /** Number of needs that were looked at. */
  readonly needs: number;
  /** Objects that Flux would apply before what they need, and Kustomizations that give up too soon. */
  readonly findings: readonly Finding[];
}

/** Plays through the order in which Flux applies a cluster, and finds what would be applied too early. */
export function orderOf(set: ManifestSet): Order {
  const graph = new OrderGraph(set);
  const needs = needsOf(set).filter(
    ({ entry, provider }) =>
      graph.ofUnit(entry.unit) !== undefined && entry.owner === 'flux' && provider.owner === 'flux',
  );
  const late = [...graph.steps.values()].flatMap((step) => impatient(step, set.inUnit(step.unit)));
  const findings = [...needs.flatMap((need) => findingsOf(graph, need)), ...late];
  return { waves: graph.waves(), needs: needs.length, findings };
}

/** A Kustomization that gives up before what it waits for may be done. */
function impatient(step: OrderStep, entries: readonly ManifestEntry[]): readonly Finding[] {
  const time = waitingTime(entries);
  const timeout = timeOf(mapAt(step.entry.object, 'spec')['timeout'], time);
  if (!step.waits || timeout >= time) return [];
  return [
    {
      code: 'TM5304',
      level: 'error',
      where: step.entry.origin,
      object: step.entry.id,
      field: 'spec.timeout',
      message: `it gives up after ${formatDuration(timeout)}, and what it waits for may take ${formatDuration(time)}`,
      remedy: `Give unit "${step.unit}" the timeout ${formatDuration(time)}, or leave its timeout out.`,
    },
  ];
}

function findingsOf(graph: OrderGraph, need: Need): readonly Finding[] {
  const [step, source] = [graph.ofUnit(need.entry.unit), graph.ofUnit(need.provider.unit)];
  if (step === undefined || source === undefined) return [];
  if (step === source)
    return need.staged
      ? []
      : [finding(need, `both are in Kustomization ${step.name}`, 'Put the two into units of their own.')];
  if (!graph.readyBefore(step.name).has(source.name)) {
    const how = `Kustomization ${step.name} does not wait for ${source.name}`;
    return [finding(need, how, `Let unit "${step.unit}" depend on unit "${source.unit}".`)];
  }
  if (source.waits) return [];
  const how = `Kustomization ${source.name} is Ready before its objects are`;
  return [finding(need, how, `Set \`wait: true\` on unit "${source.unit}".`)];
}

function finding({ entry, provider, why }: Need, how: string, remedy: string): Finding {
  return {
    code: 'TM5302',
    level: 'error',
    where: entry.origin,
    object: entry.id,
    message: `${why}: it needs ${formatObject(provider.id)}, and ${how}`,
    remedy,
  };
}
