import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp, setOwner, type Cluster } from 'tenant-mesh';
import { loadTree } from '../../lib/gitops/index.js';
import { defined, mapAt } from '../../lib/manifest/index.js';
import { identityKey, objectId, type Fact, type JsonObject, type KubeObject } from '../../lib/model/index.js';
import { deploy } from 'tenant-mesh/pulumi';
import { recordPulumi, type Recording } from 'tenant-mesh/testing/pulumi';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';
import { quietly } from '../stacks/trees.js';

type Objects = ReadonlyMap<string, KubeObject>;
type Add = (app: MeshApp) => { readonly cluster: Cluster };

/**
 * What the two outputs may differ in, and nothing else:
 * - annotations `pulumi.com/*`, which say how Pulumi waits and are on live objects of Pulumi alone;
 * - Flux Kustomizations of units that Pulumi applies, which are not there;
 * - in the other Kustomizations the entries of `dependsOn` that name such units, with those that stand in their place,
 *   and `postBuild` where no object with a fact is left to Flux.
 */
function comparable(object: KubeObject): JsonObject {
  if (object.kind === 'Kustomization') {
    return { ...object, spec: defined({ ...mapAt(object, 'spec'), dependsOn: undefined, postBuild: undefined }) };
  }
  const kept = Object.entries(object.metadata.annotations ?? {}).filter(([key]) => !key.startsWith('pulumi.com/'));
  const annotations = kept.length === 0 ? undefined : Object.fromEntries(kept);
  return { ...object, metadata: defined({ ...object.metadata, annotations }) };
}

function keyed(objects: readonly KubeObject[]): Objects {
  return new Map(objects.map((object) => [identityKey(objectId(object)), object]));
}

function inFlux(add: Add, owned: (cluster: Cluster) => void, facts: readonly Fact[]): Objects {
  const folder = mkdtempSync(join(tmpdir(), 'tenant-mesh-union-'));
  try {
    const app = new MeshApp({ outdir: folder });
    owned(add(app).cluster);
    quietly(() => {
      app.synth();
    });
    const entries = loadTree(folder).flatMap((set) => set.all({ layer: 'written' }));
    return keyed(entries.map(({ object }) => resolved(object, facts)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The object as Flux applies it when every fact has the value of its sample. */
function resolved(object: KubeObject, facts: readonly Fact[]): KubeObject {
  const values = new Map(facts.map(({ name, sample }) => [name, sample]));
  const substitute = (value: string): string =>
    value.replace(/\$\$\{|\$\{([a-z0-9_]+)\}/g, (found, name: string | undefined) =>
      name === undefined ? '${' : (values.get(name) ?? found),
    );
  const text = JSON.stringify(object, (_key, value: unknown) =>
    typeof value === 'string' ? substitute(value) : value,
  );
  return JSON.parse(text) as KubeObject;
}

function factsOf(add: Add): readonly Fact[] {
  const app = new MeshApp();
  add(app);
  return app
    .manifests()
    .flatMap((set) => set.all().flatMap(({ side }) => [...side.values()].flatMap((one) => one.facts)));
}

async function inPulumi(add: Add, owned: (cluster: Cluster) => void, facts: readonly Fact[]): Promise<Recording> {
  const app = new MeshApp();
  const { cluster } = add(app);
  owned(cluster);
  return recordPulumi(() =>
    deploy(cluster, { facts: Object.fromEntries(facts.map(({ name, sample }) => [name, sample])) }),
  );
}

const CLUSTERS = [
  ['metal-prod', addMetalProd],
  ['eks-prod', addEksProd],
] as const;

const SPLITS: readonly (readonly [name: string, owned: (cluster: Cluster) => void])[] = [
  ['namespaces', (cluster) => setOwner(cluster, 'pulumi', { kinds: ['Namespace'] })],
  [
    'the platform and the namespaces of tenants',
    (cluster) => {
      setOwner(cluster.node.findChild('platform'), 'pulumi');
      setOwner(cluster.node.findChild('tenant-a'), 'pulumi', { kinds: ['Namespace'] });
    },
  ],
  ['everything', (cluster) => setOwner(cluster, 'pulumi')],
];

describe.each(CLUSTERS)('the two outputs of %s', (_name, add) => {
  const facts = factsOf(add);
  const all = inFlux(add, () => undefined, facts);

  it.each(SPLITS)(
    'are together all that Flux alone would apply, when Pulumi applies %s',
    async (_split, owned) => {
      const flux = inFlux(add, owned, facts);
      const live = (await inPulumi(add, owned, facts)).resources.filter(({ custom }) => custom);
      const factMap = live.filter(({ name }) => name.endsWith('/cluster-facts'));
      const pulumi = keyed(live.filter((one) => !factMap.includes(one)).map(({ inputs }) => inputs as KubeObject));
      expect([...pulumi.keys()].filter((key) => flux.has(key))).toEqual([]);
      expect(pulumi.size).toBeGreaterThan(5);
      const union = new Map([...flux, ...pulumi]);
      const gone = [...all.keys()].filter((key) => !union.has(key));
      expect(gone.every((key) => key.startsWith('Kustomization.kustomize.toolkit.fluxcd.io/'))).toBe(true);
      expect([...union.keys()].filter((key) => !all.has(key))).toEqual([]);
      for (const [key, object] of union) expect(comparable(object)).toEqual(comparable(all.get(key) ?? object));
    },
    120_000,
  );
});
