import { MeshError, objectId, type Fact, type KubeObject } from '../model/index.js';
import {
  collectFacts,
  compare,
  originText,
  type ManifestEntry,
  type ManifestUnit,
  type Origin,
} from '../manifest/index.js';
import { bootstrapObjects, fluxInstance } from './bootstrap.js';
import { refuseLargeGroups, refuseLargeRoots, rootObjects } from './layout/roots.js';
import { stepObject } from './layout/step-object.js';
import { stepsOf } from './layout/steps.js';
import { FACTS_OBJECT } from './facts-config-map.js';
import { ENTRY_UNIT, type GitopsOptions } from './options.js';
import { refuseAutomation } from './source.js';

const NO_SIDE = new Map<string, never>();

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
  const inFlux = units.filter(({ owner }) => owner !== 'pulumi');
  if (units.length > 0 && inFlux.length === 0) return [];
  refuseAutomation(entries, options);
  resolveFacts(factsByUnit(entries), options);
  const steps = stepsOf(units, entries, options);
  refuseLargeGroups(steps, options);
  const kustomizations = steps.map((step) => ({
    ...written(stepObject(step, options), step.unit.origin),
    unit: step.folder,
  }));
  const whole = [...factsObjects(options), ...fluxInstance(options), ...rootObjects(steps, options)];
  const inTree = options.bootstrap.kind === 'flux-install';
  const derived = [...kustomizations, ...whole.map((object) => written(object, root))];
  refuseLargeRoots(derived, options);
  const floor = bootstrapObjects(options).map((object) => written(object, root));
  const predicted = [...(inTree ? [] : floor), ...suppliedFacts(options).map((object) => written(object, root))];
  return [
    ...derived,
    ...(inTree ? floor : []),
    ...predicted.map((entry) => ({ ...entry, layer: 'predicted' as const })),
  ];
}

function written(object: KubeObject, origin: Origin): ManifestEntry {
  return { object, id: objectId(object), origin, unit: ENTRY_UNIT, owner: 'flux', side: NO_SIDE, layer: 'written' };
}

/** The ConfigMap of facts where the tree supplies any. */
function factsObjects({ facts }: GitopsOptions): readonly KubeObject[] {
  return Object.keys(facts).length > 0 ? [factsConfigMap(facts)] : [];
}

function factsConfigMap(facts: Readonly<Record<string, string>>): KubeObject {
  return { ...FACTS_OBJECT, data: Object.fromEntries(Object.entries(facts).sort(([a], [b]) => compare(a, b))) };
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
