import type { KustomizationV1Spec } from '../imports/flux/index.js';
import { MeshError, formatDuration, objectId, type Fact, type KubeObject } from '../model/index.js';
import {
  collectFacts,
  compare,
  originText,
  type ManifestEntry,
  type ManifestUnit,
  type Origin,
} from '../manifest/index.js';
import { bootstrapObjects, fluxInstance } from './bootstrap.js';
import { decryptionOf } from './decryption.js';
import { healthOf } from './health.js';
import {
  ENTRY_UNIT,
  FACTS_CONFIG_MAP,
  FLUX_NAMESPACE,
  FLUX_SYNC,
  kustomizationName,
  type GitopsOptions,
} from './options.js';
import { timeOf, waitingTime } from './waiting-time.js';

const NO_SIDE = new Map<string, never>();
const RETRY_INTERVAL = '2m';
const SHORTEST = 5 * 60_000;

/**
 * Objects that follow from the units: a Flux Kustomization for each, the ConfigMap of facts, and, predicted, what
 * `flux bootstrap` makes. They are part of the set before anything is checked.
 *
 * @param entries - objects of the cluster
 * @param units - its units
 * @param root - origin of what belongs to the cluster as a whole
 * @param options - the cluster
 */
export function deriveFlux(
  entries: readonly ManifestEntry[],
  units: readonly ManifestUnit[],
  root: Origin,
  options: GitopsOptions,
): readonly ManifestEntry[] {
  const byPath = new Map(units.map((unit) => [unit.path, unit]));
  const inFlux = units.filter(({ owner }) => owner !== 'pulumi');
  if (units.length > 0 && inFlux.length === 0) return [];
  const byUnit = factsByUnit(entries);
  resolveFacts(byUnit, options);
  const held = entriesByUnit(entries);
  const derived = inFlux.map((unit) =>
    written(
      kustomization(unit, { substitutes: byUnit.has(unit.path), entries: held.get(unit.path) ?? [] }, byPath, options),
      unit.origin,
    ),
  );
  if (Object.keys(options.facts).length > 0) derived.push(written(factsConfigMap(options.facts), root));
  derived.push(...fluxInstance(options).map((object) => written(object, root)));
  const predicted = [...bootstrapObjects(options), ...suppliedFacts(options)];
  return [...derived, ...predicted.map((object) => ({ ...written(object, root), layer: 'predicted' as const }))];
}

function written(object: KubeObject, origin: Origin): ManifestEntry {
  return { object, id: objectId(object), origin, unit: ENTRY_UNIT, owner: 'flux', side: NO_SIDE, layer: 'written' };
}

/** What Flux applies in each unit. */
function entriesByUnit(entries: readonly ManifestEntry[]): ReadonlyMap<string, readonly ManifestEntry[]> {
  const held = new Map<string, ManifestEntry[]>();
  for (const entry of entries) {
    if (entry.layer !== 'written' || entry.owner !== 'flux') continue;
    const known = held.get(entry.unit);
    if (known === undefined) held.set(entry.unit, [entry]);
    else known.push(entry);
  }
  return held;
}

/** What a Kustomization follows from beside the settings of its unit. */
interface Held {
  readonly substitutes: boolean;
  readonly entries: readonly ManifestEntry[];
}

function kustomization(
  unit: ManifestUnit,
  { substitutes, entries }: Held,
  units: ReadonlyMap<string, ManifestUnit>,
  { cluster }: GitopsOptions,
): KubeObject {
  refuseIgnoredChecks(unit);
  const dependsOn = fluxUnitsBefore(unit, units).map((path) => ({ name: kustomizationName(path) }));
  const health = healthOf(unit, entries);
  const spec = {
    ...decryptionOf(unit, substitutes),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(health.length === 0 ? {} : { healthCheckExprs: health.map((check) => ({ ...check })) }),
    ...(unit.healthChecks === undefined ? {} : { healthChecks: unit.healthChecks.map((check) => ({ ...check })) }),
    interval: unit.interval ?? '30m',
    path: `./manifests/${cluster}/${unit.path}`,
    ...(substitutes ? { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: FACTS_CONFIG_MAP }] } } : {}),
    prune: unit.prune ?? true,
    retryInterval: RETRY_INTERVAL,
    serviceAccountName: unit.serviceAccountName ?? 'kustomize-controller',
    sourceRef: { kind: 'GitRepository', name: FLUX_SYNC },
    timeout: formatDuration(Math.max(timeOf(unit.timeout, SHORTEST), waitingTime(entries))),
    wait: unit.wait ?? true,
  } as const satisfies KustomizationV1Spec;
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: kustomizationName(unit.path), namespace: FLUX_NAMESPACE },
    spec,
  };
}

/** Units of Flux that come first, sorted; one that Pulumi applies hands over those before it. */
function fluxUnitsBefore(unit: ManifestUnit, units: ReadonlyMap<string, ManifestUnit>): readonly string[] {
  const found = new Set<string>();
  const follow = ({ dependsOn }: ManifestUnit): void => {
    for (const path of dependsOn) {
      const before = units.get(path);
      if (before?.owner === 'pulumi') follow(before);
      else if (before !== undefined) found.add(path);
    }
  };
  follow(unit);
  return [...found].sort(compare);
}

/** Flux reads `healthChecks` only where it does not wait for everything. */
function refuseIgnoredChecks(unit: ManifestUnit): void {
  if ((unit.healthChecks?.length ?? 0) === 0 || unit.wait === false) return;
  throw new MeshError({
    code: 'TM5003',
    where: originText(unit.origin),
    field: 'healthChecks',
    what: `unit "${unit.path}" waits for everything it applies, and then Flux ignores its health checks`,
    remedy: 'Set `wait: false`, or leave the health checks out.',
  });
}

function factsConfigMap(facts: Readonly<Record<string, string>>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
      name: FACTS_CONFIG_MAP,
      namespace: FLUX_NAMESPACE,
    },
    data: Object.fromEntries(Object.entries(facts).sort(([a], [b]) => compare(a, b))),
  };
}

/** The ConfigMap of facts where some other tool makes it. */
function suppliedFacts({ facts, externalFacts }: GitopsOptions): readonly KubeObject[] {
  const written = Object.keys(facts).length > 0;
  return written || externalFacts.length === 0 ? [] : [factsConfigMap({})];
}

interface FactPlace {
  readonly where: string;
  readonly facts: readonly Fact[];
  readonly alone: boolean;
}

function factsByUnit(entries: readonly ManifestEntry[]): ReadonlyMap<string, readonly FactPlace[]> {
  const found = new Map<string, FactPlace[]>();
  for (const { layer, owner, unit, side, origin } of entries) {
    if (layer !== 'written' || owner !== 'flux' || side.size === 0) continue;
    const places = [...side.values()].map(({ template, facts }) => ({
      where: originText(origin),
      facts,
      alone: /^%%fact:[^%]*%%$/.test(template),
    }));
    found.set(unit, [...(found.get(unit) ?? []), ...places]);
  }
  return found;
}

function resolveFacts(byUnit: ReadonlyMap<string, readonly FactPlace[]>, options: GitopsOptions): void {
  const places = [...byUnit.values()].flat();
  collectFacts(places);
  for (const { where, facts, alone } of places) {
    for (const fact of facts) {
      const value = options.facts[fact.name];
      if (value === undefined && !options.externalFacts.includes(fact.name)) throw unresolved(where, fact);
      if (alone) for (const text of [fact.sample, value ?? '']) refuseOtherType(where, fact, text);
    }
  }
}

/** Flux substitutes in YAML text, so a value that reads as a number or boolean loses its type. */
function refuseOtherType(where: string, fact: Fact, text: string): void {
  if (!/^(?:true|false|yes|no|on|off|null|~|[-+]?[0-9][0-9_]*(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?)$/i.test(text)) return;
  throw new MeshError({
    code: 'TM5002',
    where,
    field: fact.name,
    what: `fact "${fact.name}" stands alone, and Flux would write its value as a number or boolean`,
    value: text,
    remedy: 'Use the fact inside a longer string, or a value that only a string can be.',
  });
}

function unresolved(where: string, fact: Fact): MeshError {
  return new MeshError({
    code: 'TM2011',
    where,
    field: fact.name,
    what: `nobody gives a value for fact "${fact.name}"`,
    remedy: `Give \`facts: { ${fact.name}: "..." }\` to the Cluster, or name it in \`externalFacts\`.`,
  });
}
