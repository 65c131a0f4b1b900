import { loadTree, formatOrder, orderOf, orderSvg } from '../../../lib/gitops/index.js';
import { ManifestSet, mapAt, type ManifestEntry } from '../../../lib/manifest/index.js';
import type { JsonObject } from '../../../lib/model/index.js';
import { runProgram } from '../../../lib/cli/program.js';
import { refusal } from '../../app/program.js';
import { addMetalProd } from '../../../stacks/metal-prod.js';
import { addEksProd } from '../../../stacks/eks-prod.js';
import { synthFiles } from '../../stacks/trees.js';
import { Sandbox, removeSandboxes, writeTree } from '../publish/sandbox.js';
import { manifest, release, small } from './small.js';

const box = new Sandbox();
box.synth({ ...Object.fromEntries(synthFiles(addMetalProd)), ...Object.fromEntries(synthFiles(addEksProd)) });
const CLUSTERS = loadTree(box.dist);

afterAll(removeSandboxes);

/** A set with other specs of Flux Kustomizations. */
function withSpecs(set: ManifestSet, change: (name: string, spec: JsonObject) => JsonObject): ManifestSet {
  const entries = set.all().map((entry): ManifestEntry => {
    if (entry.id.group !== 'kustomize.toolkit.fluxcd.io') return entry;
    return { ...entry, object: { ...entry.object, spec: change(entry.id.name, mapAt(entry.object, 'spec')) } };
  });
  return new ManifestSet({ name: set.name, entries });
}

const MESHED = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n  labels:\n    istio-injection: enabled\n`;

describe.each(CLUSTERS.map((set) => [set.name, set] as const))('the order of %s', (_name, set) => {
  it('meets every need before the object that has it', () => {
    const { needs, findings, waves } = orderOf(set);
    expect(findings).toEqual([]);
    expect(needs).toBeGreaterThan(300);
    expect(waves.map((wave) => wave.map(({ name }) => name))).toMatchSnapshot();
  });

  it('breaks when a step of the infrastructure no longer waits for the ones before', () => {
    const broken = [...set.byKind('kustomize.toolkit.fluxcd.io', 'Kustomization')]
      .map(({ id }) => id.name)
      .filter((name) => /^(?:infrastructure|tenants|apps)-/.test(name) && !/-(?:crds|cni)$/.test(name));
    const silent = broken.filter((name) => {
      const next = withSpecs(set, (at, spec) => (at === name ? { ...spec, dependsOn: [] } : spec));
      return orderOf(next).findings.length === 0;
    });
    expect(silent).toEqual([]);
  });

  it('breaks when a step is Ready before its objects are', () => {
    const next = withSpecs(set, (name, spec) => (name === 'infrastructure-istiod' ? { ...spec, wait: false } : spec));
    expect(orderOf(next).findings[0]?.message).toMatch(
      /Kustomization infrastructure-istiod is Ready before its objects are$/,
    );
  });
});

describe('what must come first', () => {
  it.each<[string, Parameters<typeof small>[0], string]>([
    [
      'a definition',
      {
        crds: {
          text: manifest(
            'apiextensions.k8s.io/v1',
            'CustomResourceDefinition',
            'a',
            '',
            'spec:\n  group: x.io\n  names:\n    kind: Thing\n',
          ),
        },
        things: { text: manifest('x.io/v1', 'Thing', 'one', 'web') },
      },
      'kind Thing must be defined: it needs CustomResourceDefinition a, and Kustomization things does not wait for crds',
    ],
    [
      'the chart that brings a kind and its webhook',
      {
        one: {
          text: `${release('metallb', 'metallb')}---\n${manifest('metallb.io/v1beta1', 'IPAddressPool', 'p', 'metallb')}`,
        },
      },
      'kind IPAddressPool and its webhook come with chart metallb: it needs HelmRelease flux-system/metallb, and both are in Kustomization one',
    ],
    [
      'the CA that the mesh signs with',
      {
        ca: {
          text: manifest(
            'cert-manager.io/v1',
            'Issuer',
            'root',
            'istio-system',
            'spec:\n  ca:\n    secretName: root\n',
          ),
        },
        mesh: { text: release('istiod', 'istio-system') },
      },
      'the mesh signs with this CA: it needs Issuer istio-system/root, and Kustomization mesh does not wait for ca',
    ],
    [
      'istiod before pods of the mesh',
      {
        mesh: { text: release('istiod', 'istio-system') },
        web: { text: `${MESHED}---\n${manifest('apps/v1', 'Deployment', 'a', 'web')}` },
      },
      'pods of the mesh start only with istiod in place: it needs HelmRelease flux-system/istiod, and Kustomization web does not wait for mesh',
    ],
    [
      'the CNI agent before releases into the mesh',
      { cni: { text: release('cni', 'istio-cni') }, web: { text: `${MESHED}---\n${release('loadtester', 'web')}` } },
      'pods of the mesh start only with the CNI agent in place: it needs HelmRelease flux-system/cni, and Kustomization web does not wait for cni',
    ],
    [
      'a pool before a gateway that waits for an address',
      {
        gateway: { text: release('gateway', 'ingress') },
        pools: { text: manifest('metallb.io/v1beta1', 'IPAddressPool', 'p', 'metallb') },
      },
      'it waits for an address of a pool: it needs IPAddressPool metallb/p, and Kustomization gateway does not wait for pools',
    ],
    [
      'the load balancer controller before a Service that asks for one',
      {
        lbc: { text: release('aws-load-balancer-controller', 'kube-system') },
        web: { text: manifest('v1', 'Service', 'a', 'web', 'spec:\n  type: LoadBalancer\n') },
      },
      'its load balancer is made by this controller: it needs HelmRelease flux-system/aws-load-balancer-controller, and Kustomization web does not wait for lbc',
    ],
    [
      'a namespace',
      { names: { text: manifest('v1', 'Namespace', 'web') }, web: { text: manifest('v1', 'ConfigMap', 'a', 'web') } },
      'its namespace must be there: it needs Namespace web, and Kustomization web does not wait for names',
    ],
  ])('%s', (_name, units, message) => {
    expect(orderOf(small(units)).findings.map((found) => found.message)).toEqual([message]);
    const [first = '', ...others] = Object.keys(units).sort(
      (a, b) => Number(message.endsWith(b)) - Number(message.endsWith(a)),
    );
    const mended = Object.fromEntries(
      Object.entries(units).map(([unit, one]) => [unit, unit === first ? one : { ...one, after: first }]),
    );
    expect(orderOf(small(mended)).findings).toHaveLength(others.length === 0 ? 1 : 0);
  });

  it('is quiet about what Flux itself applies first, and about a gateway without a load balancer', () => {
    const values = '  values:\n    service:\n      type: ClusterIP\n';
    const set = small({
      pools: { text: manifest('metallb.io/v1beta1', 'IPAddressPool', 'p', 'metallb') },
      gateway: { text: release('gateway', 'ingress', values) },
      web: { text: `${manifest('v1', 'ConfigMap', 'a', 'web')}---\n${manifest('v1', 'Namespace', 'web')}` },
    });
    expect(orderOf(set)).toMatchObject({ needs: 1, findings: [] });
  });
});

describe('an order that cannot be', () => {
  const one = manifest('v1', 'ConfigMap', 'a', 'web');

  it('is a cycle, which is printed as a path', () => {
    const set = small({ a: { after: 'c', text: one }, b: { after: 'a', text: '' }, c: { after: 'b', text: '' } });
    expect(refusal(() => orderOf(set))).toBe(
      'TM5301 at Kustomization a: spec.dependsOn: Kustomizations wait for each other: a -> c -> b -> a. Take one of these dependencies away.',
    );
  });

  it('is one that waits for nobody', () => {
    expect(refusal(() => orderOf(small({ a: { after: 'ghost', text: one } })))).toBe(
      'TM5303 at Kustomization a: spec.dependsOn: it waits for a Kustomization that the tree does not have, and so for ever (got "ghost"). ' +
        'Name a Kustomization of the same cluster.',
    );
  });

  it('is one of no tree', () => {
    const empty = new Sandbox();
    expect(refusal(() => loadTree(empty.checkout))).toContain('no cluster is there');
  });
});

/** The Kustomization that applies the unit `a` of a cluster. */
function step(cluster: string): string {
  const spec = `spec:\n  path: ./manifests/${cluster}/a\n`;
  return manifest('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'a', 'flux-system', spec);
}

/** A tree of two clusters, small since to read it is most of what the command does. */
function twoClusters(): Sandbox {
  const tree = new Sandbox();
  for (const cluster of ['prod', 'test']) {
    writeTree(tree.dist, {
      [`clusters/${cluster}/a.yaml`]: step(cluster),
      [`manifests/${cluster}/a/namespace.yaml`]: MESHED,
    });
  }
  return tree;
}

describe('the order as a text and as a drawing', () => {
  const set = small({ a: { text: MESHED }, b: { after: 'a', text: manifest('v1', 'ConfigMap', 'c', 'web') } });

  it('names waves and needs', () => {
    expect(formatOrder('prod', orderOf(set))).toBe(
      'prod\n  1. a\n  2. b\n  1 needs looked at: each is met before the object that has it is applied\n',
    );
    expect(orderSvg('a<b', orderOf(set))).toMatchSnapshot();
  });

  it('comes from the command line, with 1 where something comes too early', () => {
    const run = (...args: readonly string[]): [number, string] => {
      const result: string[] = [];
      const exit = runProgram(['gitops', 'order', ...args], {
        result: (text) => result.push(text),
        note: (text) => result.push(text),
      });
      return [exit, result.join('')];
    };
    const { dist } = twoClusters();
    expect(run(dist, '--cluster', 'prod')).toEqual([0, expect.stringMatching(/^prod\n {2}1\. a\n/)]);
    expect(run(dist, '--cluster', 'prod', '--format', 'svg')[1]).toMatch(/^<svg /);
    expect(JSON.parse(run(dist, '--format', 'json')[1])).toMatchObject({
      schemaVersion: 1,
      clusters: [{ name: 'prod' }, { name: 'test' }],
    });
    const tree = new Sandbox();
    tree.synth({
      'clusters/p/a.yaml': step('p'),
      'manifests/p/a/x.yaml': `${release('flagger', 'f')}---\n${manifest('flagger.app/v1beta1', 'Canary', 'c', 'web')}`,
    });
    expect(run(tree.dist)).toEqual([1, expect.stringContaining('1 of 1 needs are not met in time\n  TM5302 at ')]);
    for (const wrong of [
      [],
      [dist, '--format', 'svg'],
      [dist, '--format', 'x'],
      [dist, '--cluster', 'x'],
      [dist, '--x'],
    ]) {
      expect(run(...wrong)[0]).toBe(2);
    }
  });
});
