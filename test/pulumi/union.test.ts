import { MeshApp, setOwner, type Cluster } from 'tenant-mesh';
import { gitopsOptions } from '../../lib/app/manifests.js';
import { FileMap, writeTree } from '../../lib/gitops/writer.js';
import { defined, mapAt, parseManifests } from '../../lib/manifest/index.js';
import { identityKey, objectId, type Fact, type JsonObject, type KubeObject } from '../../lib/model/index.js';
import { deploy } from 'tenant-mesh/pulumi';
import { recordPulumi, type Recording } from 'tenant-mesh/testing/pulumi';
import { addEksProd } from '../../stacks/eks-prod.js';
import { addMetalProd } from '../../stacks/metal-prod.js';

type Objects = ReadonlyMap<string, KubeObject>;

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

/** Reads trees of a cluster, each text once: most files say the same whoever applies the rest. */
class Trees {
  private readonly read = new Map<string, readonly KubeObject[]>();

  constructor(private readonly facts: readonly Fact[]) {}

  /** What Flux applies of the tree that synth writes. */
  objects(app: MeshApp, cluster: Cluster): Objects {
    const files = new FileMap();
    for (const set of app.manifests()) writeTree(set, gitopsOptions(cluster), files);
    const manifests = [...files.entries()].filter(([path]) => path.endsWith('.yaml'));
    return keyed(manifests.flatMap(([path, text]) => this.objectsOf(path, text)));
  }

  private objectsOf(path: string, text: string): readonly KubeObject[] {
    const known = this.read.get(text);
    if (known !== undefined) return known;
    const objects = parseManifests(text, path).map(({ object }) => resolved(object, this.facts));
    this.read.set(text, objects);
    return objects;
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

function factsOf(app: MeshApp): readonly Fact[] {
  return app
    .manifests()
    .flatMap((set) => set.all().flatMap(({ side }) => [...side.values()].flatMap((one) => one.facts)));
}

function inPulumi(cluster: Cluster, facts: readonly Fact[]): Promise<Recording> {
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
  const app = new MeshApp();
  const { cluster } = add(app);
  const facts = factsOf(app);
  const trees = new Trees(facts);
  const all = trees.objects(app, cluster);

  it.each(SPLITS)(
    'are together all that Flux alone would apply, when Pulumi applies %s',
    async (_split, owned) => {
      const app = new MeshApp();
      const { cluster } = add(app);
      owned(cluster);
      const flux = trees.objects(app, cluster);
      const live = (await inPulumi(cluster, facts)).resources.filter(({ custom }) => custom);
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
