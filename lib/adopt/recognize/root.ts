import { mapAt, textOf } from '../../manifest/index.js';
import type { Literal } from '../literal.js';
import { mapsIn } from '../read/kustomization.js';
import type { Inventory } from './inventory.js';

/** The root of the mesh. The day on which an imported one ends stands nowhere but in the alert on it. */
export function meshRoot(inventory: Inventory): Literal {
  const ends = inventory
    .of('PrometheusRule')
    .flatMap(({ object }) => mapsIn(mapAt(object, 'spec')['groups']))
    .flatMap((group) => mapsIn(group['rules']))
    .filter((rule) => rule['alert'] === 'MeshRootExpires')
    .flatMap((rule) => /^vector\(time\(\)\) > (\d+) - /.exec(textOf(rule['expr']) ?? '')?.slice(1) ?? []);
  const [end] = ends;
  return {
    kind: 'imported',
    notAfter: end === undefined ? undefined : new Date(Number(end) * 1000).toISOString().slice(0, 10),
  };
}
