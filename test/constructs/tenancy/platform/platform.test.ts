import { type Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Platform, type PlatformProps } from '../../../../constructs/tenancy/platform/index.js';
import {
  contribute,
  KEYS,
  objectId,
  identityKey,
  secretNeeds,
  unitMark,
  unitPathOf,
  type JsonObject,
  type KubeObject,
} from '../../../../lib/model/index.js';
import { Target } from '../../../../lib/targets/index.js';
import { clusterChart, objects, refusal, valuesOf } from '../controllers/support.js';
import { ADDRESSES } from '../support.js';

const METAL = Target.bareMetal({ addresses: ADDRESSES });
const EKS = Target.eks({ region: 'eu-central-1', clusterName: 'eks-prod', addresses: ADDRESSES });
const AUTO_MODE = Target.eks({
  region: 'eu-central-1',
  clusterName: 'eks-prod',
  loadBalancers: 'auto-mode',
  addresses: ADDRESSES,
});
const METAL_PROPS: PlatformProps = {
  root: { kind: 'imported' },
  gatewayIssuer: { kind: 'ca-secret' },
  metallb: { addresses: ['192.0.2.16/28'] },
};
const EKS_PROPS: PlatformProps = {
  root: { kind: 'imported' },
  gatewayIssuer: {
    kind: 'acme-route53',
    email: 'platform@example.com',
    region: 'eu-central-1',
    dnsZones: ['example.com'],
  },
  dns: { domainFilters: ['example.com'] },
};

interface Made {
  readonly chart: Chart;
  readonly platform: Platform;
  readonly all: readonly KubeObject[];
}

function make(target: Target, props: Partial<PlatformProps> = {}): Made {
  const chart = target.kind === 'eks' ? clusterChart(target, 'eks-prod') : clusterChart(target);
  const base = target.kind === 'eks' ? EKS_PROPS : METAL_PROPS;
  const platform = new Platform(chart, 'platform', { ...base, ...props });
  return {
    chart,
    platform,
    get all() {
      return objects(chart);
    },
  };
}

function find(all: readonly KubeObject[], kind: string, name: string): KubeObject | undefined {
  return all.find((object) => object.kind === kind && object.metadata.name === name);
}

function unitOf(chart: Chart, kind: string, name: string): string | undefined {
  const found = chart.node
    .findAll()
    .filter((construct) => 'kind' in construct && construct.kind === kind)
    .find((construct) => 'name' in construct && construct.name === name);
  return found === undefined ? undefined : unitPathOf(found);
}

describe.each([
  { name: 'bare metal', target: METAL },
  { name: 'EKS', target: EKS },
])('Platform on $name', ({ target }) => {
  const { chart, platform, all } = make(target);

  it('stands without a tenant, with nothing claimed twice', () => {
    const keys = all.map((object) => identityKey(objectId(object)));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(chart.node.findAll().flatMap((construct) => construct.node.validate())).toEqual([]);
  });

  it('orders its units, each after the one before', () => {
    const marks = platform.node.children
      .flatMap((child) => unitMark(child) ?? [])
      .filter(({ path }) => platform.units.includes(path));
    expect(marks.map(({ path }) => path)).toEqual(platform.units);
    expect(marks.map(({ dependsOn }) => dependsOn)).toEqual(
      platform.units.map((_, index) => platform.units.slice(Math.max(0, index - 1), index)),
    );
  });

  it('puts every object into a unit', () => {
    for (const construct of chart.node.findAll()) {
      if ('apiVersion' in construct) expect(unitPathOf(construct)).toMatch(/^infrastructure\//);
    }
  });

  it('keeps its objects', () => {
    const names = all
      .filter(
        ({ kind }) =>
          !/^(CustomResourceDefinition|NetworkPolicy|ServiceAccount|ValidatingAdmissionPolicy.*)$/.test(kind),
      )
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name ?? ''}`);
    expect(names.sort()).toMatchSnapshot();
  });

  it('trap 3: root and signers before istiod, istiod before CNI, pools before gateways', () => {
    const order = platform.units.map((path) => path.replace('infrastructure/', ''));
    const sequence = ['cert-manager', 'trust', 'istiod', 'cni', 'controllers', 'gateways', 'configs'];
    expect(order.filter((step) => sequence.includes(step))).toEqual(sequence);
    expect(unitOf(chart, 'Bundle', 'mesh-root')).toBe('infrastructure/trust');
    expect(unitOf(chart, 'HelmRelease', 'istiod')).toBe('infrastructure/istiod');
    expect(unitOf(chart, 'HelmRelease', 'istio-cni')).toBe('infrastructure/cni');
    expect(unitOf(chart, 'HelmRelease', 'gateway-shared')).toBe('infrastructure/gateways');
  });

  it('trap 3: istiod reads the root by the name under which the Bundle publishes it', () => {
    const release = find(all, 'HelmRelease', 'istiod')?.['spec'] as JsonObject;
    const bundle = find(all, 'Bundle', 'mesh-root')?.['spec'] as { target: { configMap: { key: string } } };
    expect(release['valuesFrom']).toContainEqual(
      expect.objectContaining({ name: 'mesh-root', valuesKey: bundle.target.configMap.key, literal: true }),
    );
  });

  it('trap 2: approves requests to its own issuers alone', () => {
    expect(valuesOf(chart, 'cert-manager')['approveSignerNames']).toEqual([
      'clusterissuers.cert-manager.io/gateway',
      'issuers.cert-manager.io/cert-manager.trust-manager',
      'issuers.cert-manager.io/istio-system.mesh-root',
    ]);
  });

  it('is STRICT and closed, and knows no host that is not registered', () => {
    expect(find(all, 'PeerAuthentication', 'default')).toBeDefined();
    const root = all.filter(({ metadata, kind }) => metadata.namespace === 'istio-system' && kind !== 'NetworkPolicy');
    expect(root).toContainEqual(
      expect.objectContaining({ kind: 'PeerAuthentication', spec: { mtls: { mode: 'STRICT' } } }),
    );
    expect(root).toContainEqual(expect.objectContaining({ kind: 'AuthorizationPolicy', spec: {} }));
    expect(root).toContainEqual(
      expect.objectContaining({
        kind: 'Sidecar',
        spec: { egress: [{ hosts: ['./*', 'istio-system/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
      }),
    );
  });

  it('trap 17: closes every namespace of its own and opens flows by name', () => {
    const namespaces = all.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name ?? '');
    for (const namespace of namespaces) {
      const policies = all.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === namespace);
      expect(policies.map(({ metadata }) => metadata.name)).toContain('default-deny');
      expect(policies.map(({ metadata }) => metadata.name)).toContain('dns-out');
    }
  });

  it('trap 18: privileged pods have namespaces of their own', () => {
    const level = (name: string): string | undefined =>
      find(all, 'Namespace', name)?.metadata.labels?.['pod-security.kubernetes.io/enforce'];
    const privileged = all
      .filter(({ kind, metadata }) => kind === 'Namespace' && level(metadata.name ?? '') === 'privileged')
      .map(({ metadata }) => metadata.name);
    const expected = ['istio-cni', ...(target.kind === 'eks' ? [] : ['metallb-system']), 'monitoring-node'];
    expect(privileged).toEqual(expected);
    expect(level('istio-ingress')).toBe('restricted');
    expect(level('flagger-system')).toBe('restricted');
  });

  it('labels each namespace with its role', () => {
    for (const { kind, metadata } of all) {
      if (kind !== 'Namespace') continue;
      expect(metadata.labels?.[KEYS.role]).toBe(metadata.name === 'istio-ingress' ? 'gateway' : 'platform');
    }
  });

  it('keeps every HelmRelease and source in flux-system', () => {
    const flux = all.filter(({ kind }) => ['HelmRelease', 'HelmRepository', 'OCIRepository'].includes(kind));
    expect(flux.length).toBeGreaterThan(20);
    expect(new Set(flux.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['flux-system']));
  });

  it('names the Secrets that somebody must supply', () => {
    const names = platform.node
      .findAll()
      .flatMap((construct) => secretNeeds(construct))
      .map(({ namespace, name }) => `${namespace}/${name}`);
    expect(names).toEqual(expect.arrayContaining(['istio-system/mesh-root-ca', 'kiali/kiali-signing-key']));
  });
});

describe('Platform', () => {
  it('has pools on bare metal alone, before the gateways that wait for them', () => {
    const metal = make(METAL);
    expect(metal.platform.units).toContain('infrastructure/pools');
    expect(unitOf(metal.chart, 'IPAddressPool', 'shared')).toBe('infrastructure/pools');
    expect(make(EKS).platform.units).not.toContain('infrastructure/pools');
  });

  it('trap 22: has the AWS load balancer controller before any LoadBalancer, and not with Auto Mode', () => {
    const eks = make(EKS);
    expect(unitOf(eks.chart, 'HelmRelease', 'aws-load-balancer-controller')).toBe('infrastructure/controllers');
    const auto = make(AUTO_MODE);
    expect(auto.platform.controllers.awsLoadBalancerController).toBeUndefined();
    expect(JSON.stringify(find(auto.all, 'StorageClass', 'gp3-encrypted'))).toContain('ebs.csi.eks.amazonaws.com');
  });

  it('has somebody keep NetworkPolicies under Auto Mode before there are any', () => {
    const auto = make(AUTO_MODE);
    expect(find(auto.all, 'ConfigMap', 'amazon-vpc-cni')).toMatchObject({
      metadata: { namespace: 'kube-system' },
      data: { 'enable-network-policy-controller': 'true' },
    });
    expect(unitOf(auto.chart, 'ConfigMap', 'amazon-vpc-cni')).toBe('infrastructure/crds');
    expect(find(make(EKS).all, 'ConfigMap', 'amazon-vpc-cni')).toBeUndefined();
  });

  it('trap 23: Prometheus gets its volume from a class that is there first', () => {
    const eks = make(EKS);
    expect(JSON.stringify(valuesOf(eks.chart, 'kube-prometheus-stack'))).toContain(
      '"storageClassName":"gp3-encrypted"',
    );
    expect(unitOf(eks.chart, 'StorageClass', 'gp3-encrypted')).toBe('infrastructure/crds');
  });

  it('trap 10: Flagger sees Prometheus and the load tester of each tenant, whenever it comes', () => {
    const { chart } = make(METAL);
    contribute(new Construct(chart, 'late'), { kind: 'meshed-namespace', tenant: 'tenant-a', namespace: 'tenant-a' });
    const sidecar = objects(chart).find(
      ({ kind, metadata }) => kind === 'Sidecar' && metadata.namespace === 'flagger-system',
    );
    expect((sidecar?.['spec'] as JsonObject)['egress']).toEqual([
      {
        hosts: expect.arrayContaining([
          './*',
          'monitoring/kube-prometheus-stack-prometheus.monitoring.svc.cluster.local',
          'tenant-a/loadtester.tenant-a.svc.cluster.local',
        ]) as unknown,
      },
    ]);
  });

  it('trap 21: one automation, with the policies of tenants in its namespace', () => {
    const { chart } = make(METAL, { flux: { imageAutomation: { branch: 'main' } } });
    contribute(new Construct(chart, 'late'), {
      kind: 'image-policy',
      tenant: 'tenant-a',
      policy: 'tenant-a-app-ui',
      image: 'ghcr.io/example/app-ui',
      range: '1.x',
    });
    const all = objects(chart);
    expect(all.filter(({ kind }) => kind === 'ImageUpdateAutomation')).toHaveLength(1);
    expect(find(all, 'ImagePolicy', 'tenant-a-app-ui')).toMatchObject({
      metadata: { namespace: 'flux-system', labels: { [KEYS.tenant]: 'tenant-a' } },
      spec: { policy: { semver: { range: '1.x' } }, imageRepositoryRef: { name: 'tenant-a-app-ui' } },
    });
  });

  it('passes values on to a controller', () => {
    const { chart } = make(METAL, { values: { flagger: { logLevel: 'debug' } } });
    expect(valuesOf(chart, 'flagger')).toMatchObject({ logLevel: 'debug', meshProvider: 'istio' });
  });

  it('works in a plain chart when the target is given', () => {
    const chart = Testing.chart();
    new Platform(chart, 'platform', { ...METAL_PROPS, target: METAL });
    expect(Testing.synth(chart).length).toBeGreaterThan(100);
  });
});

describe('Platform refuses', () => {
  it('a second one in the cluster', () => {
    const { chart } = make(METAL);
    expect(refusal(() => new Platform(chart, 'other', METAL_PROPS))).toContain(
      'TM1709 at cluster/other: "cluster/platform" already is the Platform of this cluster',
    );
  });

  it('bare metal without an address for the gateway', () => {
    const { root, gatewayIssuer } = METAL_PROPS;
    const props = { root, gatewayIssuer };
    expect(refusal(() => new Platform(clusterChart(METAL), 'platform', props))).toContain(
      'TM1711 at cluster/platform: metallb: the shared gateway would wait for an address for ever',
    );
  });

  it('an override that a chart does not know', () => {
    expect(refusal(() => make(EKS, { values: { 'trust-manager': { replicas: 3 } } }))).toContain('TM1701');
  });

  it('no target', () => {
    expect(refusal(() => new Platform(Testing.chart(), 'platform', METAL_PROPS))).toContain('TM2007 at test/platform');
  });
});
