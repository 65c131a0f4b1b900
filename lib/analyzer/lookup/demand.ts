import type { ManifestEntry } from '../../manifest/index.js';
import { quantityNumber, type JsonObject, type JsonValue } from '../../model/index.js';
import { at, objects, stringMap, text } from '../read.js';

/** What a quota counts. */
export const RESOURCES = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'pods'] as const;
/** One thing that a quota counts. */
export type Resource = (typeof RESOURCES)[number];
/** An amount of each: cores, bytes and pods. */
export type Demand = Readonly<Record<Resource, number>>;

const NOTHING: Demand = { 'requests.cpu': 0, 'requests.memory': 0, 'limits.cpu': 0, 'limits.memory': 0, pods: 0 };

/** Requests and limits of one container. */
export interface ContainerNeed {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** The injected proxy, by the defaults of the chart. */
export const PROXY_NEED: ContainerNeed = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '2', memory: '1Gi' },
};

/** Requests and limits as a container or chart values write them. */
export function needOf(resources: JsonValue | undefined): ContainerNeed {
  return { requests: textMap(at(resources, 'requests')), limits: textMap(at(resources, 'limits')) };
}

/** What a container needs where a LimitRange fills in what it leaves out. */
export function withDefaults(need: ContainerNeed, ranges: readonly ManifestEntry[]): ContainerNeed {
  const items = ranges.flatMap(containerItems);
  const filled = (key: string) => Object.fromEntries(items.flatMap((item) => Object.entries(textMap(item[key]))));
  // A request that nobody gives is the limit that the container itself has.
  const requests = { ...filled('defaultRequest'), ...need.limits, ...need.requests };
  return { limits: { ...filled('default'), ...need.limits }, requests };
}

/** What a LimitRange says of containers. */
export function containerItems(range: ManifestEntry): readonly JsonObject[] {
  return objects(at(range.object, 'spec', 'limits')).filter((item) => text(item['type']) === 'Container');
}

/** What a number of pods need together. */
export function demandOf(containers: readonly ContainerNeed[], pods: number): Demand {
  const sum = (part: keyof ContainerNeed, resource: string): number =>
    pods * containers.reduce((total, need) => total + (quantityNumber(need[part][resource] ?? '0') ?? 0), 0);
  return {
    'requests.cpu': sum('requests', 'cpu'),
    'requests.memory': sum('requests', 'memory'),
    'limits.cpu': sum('limits', 'cpu'),
    'limits.memory': sum('limits', 'memory'),
    pods,
  };
}

/** A sum of demands. */
export function total(demands: readonly Demand[]): Demand {
  const sum: Record<Resource, number> = { ...NOTHING };
  for (const demand of demands) for (const resource of RESOURCES) sum[resource] += demand[resource];
  return sum;
}

/** Quantities may be written as numbers. */
export function textMap(value: JsonValue | undefined): Readonly<Record<string, string>> {
  const numbers = Object.entries(typeof value === 'object' && value !== null ? value : {}).flatMap(([key, item]) =>
    typeof item === 'number' ? [[key, String(item)] as const] : [],
  );
  return { ...stringMap(value), ...Object.fromEntries(numbers) };
}
