import {
  formatObject,
  originText,
  substitutionForm,
  type ManifestSet,
  type ManifestUnit,
} from '../../manifest/index.js';
import { identityKey, type KubeObject, type Problem } from '../../model/index.js';
import { changedFields } from '../field-changes.js';

/** A shared unit as one cluster has it. */
interface Share {
  readonly set: ManifestSet;
  readonly unit: ManifestUnit;
}

/** What is wrong with the units that clusters share: each is the same in all of them, and holds nothing encrypted. */
export function sharedProblems(sets: readonly ManifestSet[]): readonly Problem[] {
  const shares = new Map<string, Share[]>();
  for (const set of sets) {
    for (const unit of set.units) {
      if (unit.shared === true) shares.set(unit.path, [...(shares.get(unit.path) ?? []), { set, unit }]);
    }
  }
  return [...shares.values()].flatMap((all) => [
    ...all.flatMap(({ unit }) => encrypted(unit)),
    ...all.slice(1).flatMap((other) => differences(all[0] ?? other, other)),
  ]);
}

function encrypted({ path, origin, files = [] }: ManifestUnit): readonly Problem[] {
  return files.map(({ secret }) => ({
    code: 'TM5011',
    where: originText(origin),
    field: 'sharedUnits',
    what: `unit "${path}" is shared, and every cluster that reads it would need the key of Secret ${secret.namespace}/${secret.name}`,
    remedy: 'Put the Secret into a unit of its own cluster.',
  }));
}

function differences(one: Share, other: Share): readonly Problem[] {
  const [mine, theirs] = [objectsOf(one), objectsOf(other)];
  const keys = [...new Set([...mine.keys(), ...theirs.keys()])];
  const objects = keys.flatMap((key): readonly Problem[] => {
    const [a, b] = [mine.get(key), theirs.get(key)];
    if (a === undefined || b === undefined) return [missing(a ?? b, a === undefined ? one : other, other)];
    const [change] = changedFields(a.object, b.object);
    return change === undefined ? [] : [different(a.name, change.field, one, other)];
  });
  const [image] = changedFields(one.unit.images, other.unit.images, 'images');
  return image === undefined ? objects : [...objects, different('kustomization.yaml', image.field, one, other)];
}

interface Named {
  readonly name: string;
  readonly object: KubeObject;
}

/** Objects as Git holds them, by identity. */
function objectsOf({ set, unit }: Share): ReadonlyMap<string, Named> {
  const entries = set.inUnit(unit.path).filter(({ owner }) => owner === 'flux');
  const substitutes = entries.some(({ side }) => side.size > 0);
  return new Map(
    entries.map((entry) => {
      const object = substitutes ? substitutionForm(entry) : entry.object;
      return [identityKey(entry.id), { name: formatObject(entry.id), object }];
    }),
  );
}

function missing(found: Named | undefined, lacks: Share, at: Share): Problem {
  return {
    code: 'TM5010',
    where: originText(at.unit.origin),
    field: 'sharedUnits',
    what: `${found?.name ?? 'an object'} of shared unit "${at.unit.path}" is missing in cluster "${lacks.set.name}"`,
    remedy: 'Make it in every cluster that shares the unit, or put it into a unit of one cluster.',
  };
}

function different(name: string, field: string, one: Share, other: Share): Problem {
  return {
    code: 'TM5010',
    where: originText(other.unit.origin),
    field,
    what: `${name} of shared unit "${other.unit.path}" is another in cluster "${other.set.name}" than in "${one.set.name}"`,
    remedy: 'Make it the same in both, with a fact where only the value differs; or do not share the unit.',
  };
}
