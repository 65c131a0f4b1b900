import { objectId, type KubeObject } from '../model/index.js';
import type { ManifestEntry } from '../manifest/index.js';
import { predictCanary } from './canary.js';
import { predictGateway } from './gateway.js';

const NO_SIDE = new Map<string, never>();

type Lookup = (group: string, kind: string, namespace: string, name: string) => KubeObject | undefined;

/**
 * What controllers make of written objects, where the kind alone tells: Flagger of a Canary, Istio of a Gateway.
 * A prediction of an object that is there already is left out.
 */
export function predict(entries: readonly ManifestEntry[]): readonly ManifestEntry[] {
  const byName = new Map(entries.map(({ id, object }) => [key(id.group, id.kind, id.namespace, id.name), object]));
  const find: Lookup = (group, kind, namespace, name) => byName.get(key(group, kind, namespace, name));
  return entries.flatMap((entry) =>
    predictions(entry, find)
      .filter((object) => {
        const { group, kind, namespace, name } = objectId(object);
        return find(group, kind, namespace, name) === undefined;
      })
      .map((object) => ({
        object,
        id: objectId(object),
        origin: entry.origin,
        unit: '',
        owner: entry.owner,
        side: NO_SIDE,
        layer: 'predicted' as const,
      })),
  );
}

function predictions(entry: ManifestEntry, find: Lookup): readonly KubeObject[] {
  if (entry.layer !== 'written') return [];
  switch (`${entry.id.group}/${entry.id.kind}`) {
    case 'flagger.app/Canary':
      return predictCanary(entry.object, find);
    case 'gateway.networking.k8s.io/Gateway':
      return predictGateway(entry.object);
    default:
      return [];
  }
}

function key(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`;
}
