import { join } from 'node:path';
import { listOf, mapAt, textOf } from '../../../lib/manifest/index.js';
import type { JsonObject, JsonValue, KubeObject } from '../../../lib/model/index.js';
import { applyAll } from './apply-all.js';
import { BOOTSTRAP } from './apply-tree.js';
import type { Client } from './client.js';
import { KUSTOMIZE_CONTROLLER } from './flux-components.js';
import type { FluxControllers } from './flux-controllers.js';
import { kustomizeBuild } from './kustomize-build.js';
import { withFolder, writeObject } from './with-folder.js';

const NAMESPACE = 'flux-system';
const metadata = { name: NAMESPACE, namespace: NAMESPACE };
const INSTANCE: KubeObject = {
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  metadata: { ...metadata, name: 'flux' },
};

/**
 * Stands in for flux-operator: of the FluxInstance in the cluster it makes the source, the entry Kustomization and the
 * controllers, one set for each shard, patched by kustomize as the FluxInstance says.
 */
export class FluxOperatorStandIn {
  constructor(
    private readonly client: Client,
    private readonly controllers: FluxControllers,
  ) {}

  /** Brings the cluster to what the FluxInstance says now. */
  async reconcile(): Promise<void> {
    const spec = mapAt(await this.client.read(INSTANCE), 'spec');
    const objects = await withFolder((root) => Promise.resolve(render(root, spec)));
    await applyAll(this.client, [...BOOTSTRAP, ...objects.filter(({ kind }) => kind !== 'Deployment')]);
    await this.controllers.run(objects);
  }
}

/** One folder a shard, each with the Deployment under a name of its own; patches stand above all of them. */
function render(root: string, spec: JsonObject): readonly KubeObject[] {
  const { key, shards } = mapAt(spec, 'sharding');
  const names = listOf(shards).flatMap((shard) => textOf(shard) ?? []);
  const label = textOf(key) ?? '';
  writeObject(join(root, 'base', 'controller.yaml'), KUSTOMIZE_CONTROLLER);
  writeObject(join(root, 'base', 'kustomization.yaml'), { resources: ['controller.yaml'] });
  const sets = names.length === 0 ? [] : [['main', `!${label}`, ''] as const];
  const all = [...sets, ...names.map((shard) => [shard, `${label}=${shard}`, `-${shard}`] as const)];
  for (const [folder, selector, nameSuffix] of all) {
    const patches = [argument('kustomize-controller', `--watch-label-selector=${selector}`)];
    writeObject(join(root, folder, 'kustomization.yaml'), { resources: ['../base'], nameSuffix, patches });
  }
  syncObjects(spec).forEach((object, at) => {
    writeObject(join(root, `sync-${at}.yaml`), object);
  });
  const resources = [...(all.length === 0 ? ['base'] : all.map(([folder]) => folder)), 'sync-0.yaml', 'sync-1.yaml'];
  const patches = [...lockdown(mapAt(spec, 'cluster')), ...listOf(mapAt(spec, 'kustomize')['patches'])];
  writeObject(join(root, 'kustomization.yaml'), { resources, patches });
  return kustomizeBuild(root);
}

/** What `multitenant: true` adds. */
function lockdown({ multitenant, tenantDefaultServiceAccount }: JsonObject): readonly JsonValue[] {
  if (multitenant !== true) return [];
  const account = textOf(tenantDefaultServiceAccount) ?? 'default';
  const controllers = '(kustomize-controller|helm-controller)';
  return [
    argument(controllers, '--no-cross-namespace-refs=true'),
    argument(controllers, `--default-service-account=${account}`),
  ];
}

function argument(name: string, value: string): JsonObject {
  const patch = JSON.stringify([{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value }]);
  return { patch, target: { kind: 'Deployment', name } };
}

function syncObjects(spec: JsonObject): readonly KubeObject[] {
  const { kind, url, ref, path, interval } = mapAt(spec, 'sync');
  const source = textOf(kind) ?? '';
  const at = source === 'OCIRepository' ? { tag: ref ?? null } : { name: ref ?? null };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: source,
      metadata,
      spec: { interval: interval ?? null, url: url ?? null, ref: at },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: { interval: '10m', path: path ?? null, prune: true, sourceRef: { kind: source, name: NAMESPACE } },
    },
  ];
}
