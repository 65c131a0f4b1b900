import { CHARTS, chartInfo, type ChartKey } from '../../../constructs/flux/charts.js';
import { compare, isMap, mapAt, textOf } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import type { FoundObject } from '../found.js';
import type { Inventory } from './inventory.js';

/** Namespace in which the program keeps every release. */
const RELEASES = 'flux-system';
/** Charts that a part of the program other than the Platform brings. */
const PARTS: Partial<Readonly<Record<ChartKey, string>>> = {
  'istio-gateway': 'SecureGateway',
  'flagger-loadtester': 'Tenant: load tester',
  'oauth2-proxy': 'Tenant: access',
};

/** A release of a chart that the program brings as well. */
export interface FoundRelease {
  readonly key: ChartKey;
  readonly found: FoundObject;
  readonly values: JsonObject;
}

/** Reads the releases, and says what becomes of each. */
export function readReleases(inventory: Inventory): readonly FoundRelease[] {
  return inventory.of('HelmRelease').flatMap((found) => {
    const key = keyOf(inventory, found);
    if (key === undefined) {
      inventory.leave(found, 'no construct makes a release of this chart');
      return [];
    }
    return [{ key, found, values: mapAt(found.object, 'spec', 'values') }];
  });
}

/** Says who makes the releases and their sources. A second release of a controller would fight with the first. */
export function claimReleases(
  inventory: Inventory,
  releases: readonly FoundRelease[],
  target: 'bare-metal' | 'eks',
): void {
  for (const { key, found, values } of releases) {
    const spec = mapAt(found.object, 'spec');
    const by = PARTS[key] ?? `Platform: ${key}`;
    const elsewhere =
      target === 'eks' ? key === 'metallb' : key === 'aws-load-balancer-controller' || key === 'external-dns';
    if (elsewhere) {
      inventory.leave(found, `a Platform on ${target} brings no ${key}`);
    } else if (found.id.namespace !== RELEASES) {
      const place = textOf(spec['targetNamespace']) ?? found.id.namespace;
      inventory.block(
        found,
        `${by} keeps its release in ${RELEASES}, and two releases of ${key} would fight (this one is in ${place})`,
        'Hand the release over as docs/import.md says: suspend it, and remove it with its objects kept.',
      );
    } else {
      inventory.own(found, by, [...versionNotes(key, spec), ...valueNotes(values)]);
    }
    claimSource(inventory, found, inventory.verdictOf(found)?.kind === 'owned' ? by : undefined);
  }
}

function versionNotes(key: ChartKey, spec: JsonObject): readonly string[] {
  const [ours, theirs] = [chartInfo(key).version, textOf(mapAt(spec, 'chart', 'spec')['version'])];
  if (theirs === ours || spec['chartRef'] !== undefined) return [];
  return [`chart ${theirs ?? 'of any version'} becomes ${ours}`];
}

function valueNotes(values: JsonObject): readonly string[] {
  const keys = Object.keys(values).sort(compare);
  return keys.length === 0 ? [] : [`compare its values (${keys.join(', ')}) with those that synth writes`];
}

function claimSource(inventory: Inventory, { object, id }: FoundObject, by: string | undefined): void {
  const reference = sourceOf(mapAt(object, 'spec'));
  const source = inventory.get(
    textOf(reference['kind']) ?? 'HelmRepository',
    textOf(reference['namespace']) ?? id.namespace,
    textOf(reference['name']) ?? '',
  );
  if (by !== undefined && source?.id.name === id.name) inventory.own(source, by);
  else inventory.leave(source, 'it may serve releases that stay; each release of the program brings its own source');
}

function sourceOf(spec: JsonObject): JsonObject {
  return isMap(spec['chartRef']) ? spec['chartRef'] : mapAt(spec, 'chart', 'spec', 'sourceRef');
}

/** The chart of a release: by its name, or by the end of the URL of an OCI source. */
function keyOf(inventory: Inventory, { object, id }: FoundObject): ChartKey | undefined {
  const spec = mapAt(object, 'spec');
  const reference = sourceOf(spec);
  const source = inventory.get(
    textOf(reference['kind']) ?? '',
    textOf(reference['namespace']) ?? id.namespace,
    textOf(reference['name']) ?? '',
  );
  const url = textOf(mapAt(source?.object, 'spec')['url']) ?? '';
  const chart = textOf(mapAt(spec, 'chart', 'spec')['chart']) ?? url.replace(/^.*\//, '');
  const found = Object.entries(CHARTS).find(([, info]) => info.chart === chart)?.[0];
  // `base`, `cni` and `gateway` are names that other charts have, too.
  const isIstio = /istio/i.test(`${url} ${textOf(reference['name']) ?? ''} ${id.name} ${id.namespace}`);
  return isKey(found) && (isIstio || !['base', 'cni', 'gateway'].includes(chart)) ? found : undefined;
}

function isKey(key: string | undefined): key is ChartKey {
  return key !== undefined && key in CHARTS;
}
