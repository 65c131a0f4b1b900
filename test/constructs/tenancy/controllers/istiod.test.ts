import { Construct } from 'constructs';
import { Istiod, type IstiodProps } from '../../../../constructs/tenancy/controllers/index.js';
import { contribute, receiveContributions, type JsonObject } from '../../../../lib/model/index.js';
import { clusterChart, objects, refusal, valuesOf } from './support.js';

const ROOT = { kind: 'ConfigMap', name: 'mesh-root', key: 'root.pem' } as const;

function istiod(props: Partial<IstiodProps> = {}): Construct {
  const chart = clusterChart();
  const platform = new Construct(chart, 'platform');
  receiveContributions(platform);
  new Istiod(platform, 'istiod', { root: ROOT, ...props });
  return chart;
}

function tenant(chart: Construct, name: string): void {
  const scope = new Construct(chart, name);
  contribute(scope, { kind: 'cert-signer', tenant: name, signer: name });
  const provider = { name: `oauth2-proxy-${name}`, envoyExtAuthzHttp: { service: 'x.y', port: 4180 } };
  contribute(scope, { kind: 'extension-provider', tenant: name, provider });
}

function problems(chart: Construct): string {
  return chart.node
    .findAll()
    .flatMap((construct) => construct.node.validate())
    .join('\n');
}

describe('Istiod', () => {
  it('keeps its values', () => {
    const chart = istiod();
    tenant(chart, 'tenant-a');
    expect(valuesOf(chart, 'istiod')).toMatchSnapshot();
  });

  it('trap 1 and 3: one root, listing every signer by full name, with the certificate by reference only', () => {
    const chart = istiod();
    tenant(chart, 'tenant-b');
    tenant(chart, 'tenant-a');
    const all = objects(chart);
    const signers = ['istio-system.platform', 'istio-system.tenant-a', 'istio-system.tenant-b'].map(
      (name) => `issuers.cert-manager.io/${name}`,
    );
    expect(valuesOf(chart, 'istiod')).toMatchObject({ global: { certSigners: signers } });
    expect(valuesOf(chart, 'istiod')).not.toHaveProperty(['meshConfig', 'caCertificates']);
    const configMap = all.find(({ metadata }) => metadata.name === 'istiod-signers');
    expect(configMap).toMatchObject({
      metadata: { namespace: 'flux-system', labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
      data: { 'values.yaml': `meshConfig:\n  caCertificates:\n    - certSigners: ${JSON.stringify(signers)}\n` },
    });
    const release = all.find(({ kind }) => kind === 'HelmRelease');
    expect((release?.['spec'] as JsonObject)['valuesFrom']).toEqual([
      { kind: 'ConfigMap', name: 'istiod-signers' },
      {
        kind: 'ConfigMap',
        name: 'mesh-root',
        valuesKey: 'root.pem',
        targetPath: 'meshConfig.caCertificates[0].pem',
        literal: true,
      },
    ]);
    expect(JSON.stringify(all)).not.toContain('BEGIN CERTIFICATE');
  });

  it('never approves for every signer, even without a tenant', () => {
    expect(valuesOf(istiod(), 'istiod')).toMatchObject({
      global: { certSigners: ['issuers.cert-manager.io/istio-system.platform'] },
    });
  });

  it('trap 6: allows several CUSTOM providers when a gateway has them, and not otherwise', () => {
    const flag = ['env', 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS'];
    const chart = istiod();
    expect(valuesOf(chart, 'istiod')).not.toHaveProperty(flag);
    contribute(new Construct(chart, 'gateway'), { kind: 'multiple-custom-providers', tenant: 'tenant-a' });
    expect(valuesOf(chart, 'istiod')).toHaveProperty(flag, 'true');
  });

  it('adds the providers of tenants, whenever they come, sorted', () => {
    const chart = istiod();
    tenant(chart, 'tenant-b');
    tenant(chart, 'tenant-a');
    const { extensionProviders } = valuesOf(chart, 'istiod')['meshConfig'] as { extensionProviders: JsonObject[] };
    expect(extensionProviders.map(({ name }) => name)).toEqual([
      'envoy',
      'prometheus',
      'oauth2-proxy-tenant-a',
      'oauth2-proxy-tenant-b',
    ]);
  });

  it('trap 18 and 23: seccomp for proxies, two replicas, budget and spread', () => {
    expect(valuesOf(istiod(), 'istiod')).toMatchObject({
      autoscaleMin: 2,
      pdb: { minAvailable: 1 },
      topologySpreadConstraints: [
        { topologyKey: 'topology.kubernetes.io/zone' },
        { topologyKey: 'kubernetes.io/hostname' },
      ],
      global: { priorityClassName: 'system-cluster-critical', proxy: { seccompProfile: { type: 'RuntimeDefault' } } },
    });
  });
});

describe('Istiod refuses', () => {
  it('trap 1: roots of several meshes, wherever the switch is set', () => {
    const text = refusal(() => istiod({ env: { ISTIO_MULTIROOT_MESH: 'true' } }));
    expect(text).toContain('TM1705 at cluster/platform/istiod: env.ISTIO_MULTIROOT_MESH: istiod would merge all roots');
    expect(refusal(() => istiod({ values: { env: { ISTIO_MULTIROOT_MESH: 'true' } } }))).toContain('TM1705');
    expect(() => istiod({ env: { ISTIO_MULTIROOT_MESH: 'false' } })).not.toThrow();
  });

  it('one signer of two tenants', () => {
    const chart = istiod();
    contribute(new Construct(chart, 'a'), { kind: 'cert-signer', tenant: 'tenant-a', signer: 'shared' });
    contribute(new Construct(chart, 'b'), { kind: 'cert-signer', tenant: 'tenant-b', signer: 'shared' });
    expect(problems(chart)).toContain(
      'TM1706 at cluster/platform/istiod: certSigners: "tenant-a" and "tenant-b" both use one signer',
    );
  });

  it('two providers of one name', () => {
    const chart = istiod();
    for (const name of ['tenant-a', 'tenant-b']) {
      const provider = { name: 'oauth2-proxy' };
      contribute(new Construct(chart, name), { kind: 'extension-provider', tenant: name, provider });
    }
    expect(problems(chart)).toContain('TM1707 at cluster/platform/istiod: meshConfig.extensionProviders');
  });

  it('a single replica', () => {
    expect(refusal(() => istiod({ replicas: { min: 1, max: 3 } }))).toContain('TM1710');
  });
});
