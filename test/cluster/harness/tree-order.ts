import type { KubeObject } from '../../../lib/model/index.js';
import type { ManifestSet, ManifestUnit } from '../../../lib/manifest/index.js';

/** One unit, ready to be applied: its objects in the order in which Flux applies them. */
export interface UnitToApply {
  /** Path; empty for what stands beside the units, such as the Flux Kustomizations. */
  readonly path: string;
  readonly objects: readonly KubeObject[];
  /** Account, in `flux-system`, that applies it. */
  readonly account: string;
}

/** Kinds that Flux applies before the rest of a unit, since the rest may need them. */
const FIRST = ['CustomResourceDefinition', 'Namespace', 'ClusterRole'];
const APPLIER = 'kustomize-controller';

/** Units of a set, each after those that it depends on. */
export function unitsInOrder(set: ManifestSet): readonly UnitToApply[] {
  const units = dependentLast(set.units);
  const known = new Set(units.map(({ path }) => path));
  const beside = set.all({ layer: 'written' }).filter(({ unit }) => !known.has(unit));
  return [
    ...units.map(({ path, serviceAccountName }) => ({
      path,
      objects: firstFirst(set.inUnit(path).map(({ object }) => object)),
      account: serviceAccountName ?? APPLIER,
    })),
    { path: '', objects: beside.map(({ object }) => object), account: APPLIER },
  ];
}

function dependentLast(units: readonly ManifestUnit[]): readonly ManifestUnit[] {
  const done = new Set<string>();
  const order: ManifestUnit[] = [];
  while (order.length < units.length) {
    const ready = units.filter(({ path, dependsOn }) => !done.has(path) && dependsOn.every((on) => done.has(on)));
    if (ready.length === 0) throw new Error(`Units wait for each other: ${units.map(({ path }) => path).join(', ')}`);
    for (const unit of ready) {
      done.add(unit.path);
      order.push(unit);
    }
  }
  return order;
}

function firstFirst(objects: readonly KubeObject[]): readonly KubeObject[] {
  const isFirst = ({ kind }: KubeObject): boolean => FIRST.includes(kind);
  return [...objects.filter(isFirst), ...objects.filter((object) => !isFirst(object))];
}
