import fs from 'node:fs';
import type * as Schemas from '../../lib/imports/schemas.js';
import {
  builtinSchemas,
  chartSchema,
  charts,
  chartValues,
  chartVersion,
  crd,
  crdSchema,
  kindInfo,
  kinds,
  type KindInfo,
} from '../../lib/imports/schemas.js';

function known(apiVersion: string, kind: string, options = {}): KindInfo {
  const info = kindInfo(apiVersion, kind, options);
  if (!info) throw new Error(`${apiVersion} ${kind} is not known`);
  return info;
}

describe('kindInfo', () => {
  it('knows kinds of CustomResourceDefinitions', () => {
    expect(kindInfo('networking.istio.io/v1', 'VirtualService')).toEqual({
      system: 'istio',
      group: 'networking.istio.io',
      version: 'v1',
      kind: 'VirtualService',
      plural: 'virtualservices',
      scope: 'Namespaced',
      origin: 'crd',
      storage: true,
    });
    expect(kindInfo('telemetry.istio.io/v1', 'Telemetry')).toMatchObject({ storage: false });
    expect(kindInfo('cert-manager.io/v1', 'ClusterIssuer')).toMatchObject({ scope: 'Cluster' });
  });

  it.each([
    ['v1', 'Endpoints', 'endpoints'],
    ['v1', 'Service', 'services'],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'],
    ['networking.k8s.io/v1', 'Ingress', 'ingresses'],
    ['networking.k8s.io/v1', 'IngressClass', 'ingressclasses'],
    ['networking.k8s.io/v1', 'IPAddress', 'ipaddresses'],
    ['storage.k8s.io/v1', 'CSIStorageCapacity', 'csistoragecapacities'],
  ])('knows that %s %s is served as %s', (apiVersion, kind, plural) => {
    expect(kindInfo(apiVersion, kind)).toMatchObject({ plural, origin: 'builtin', system: 'kubernetes' });
  });

  it.each([
    ['networking.istio.io/v2', 'VirtualService'],
    ['networking.istio.io/v1', 'virtualservice'],
    ['VirtualService', 'networking.istio.io/v1'],
    ['core/v1', 'Pod'],
    ['/v1', 'Pod'],
    ['', ''],
    ['v1', 'toString'],
  ])('knows nothing of %s %s', (apiVersion, kind) => {
    expect(kindInfo(apiVersion, kind)).toBeUndefined();
  });
});

describe('channels of the Gateway API', () => {
  const experimental = { gatewayChannel: 'experimental' } as const;

  it('is the standard one unless asked', () => {
    expect(kindInfo('gateway.networking.k8s.io/v1', 'HTTPRoute')).toMatchObject({ system: 'gateway-api' });
    expect(kindInfo('gateway.networking.x-k8s.io/v1alpha1', 'XMesh')).toBeUndefined();
  });

  it('is the experimental one when asked', () => {
    const httpRoute = known('gateway.networking.k8s.io/v1', 'HTTPRoute', experimental);
    expect(httpRoute).toMatchObject({ system: 'gateway-api-experimental' });
    expect(kindInfo('gateway.networking.x-k8s.io/v1alpha1', 'XMesh', experimental)).toMatchObject({ scope: 'Cluster' });
    const retry = (info: KindInfo): boolean => JSON.stringify(crdSchema(info)).includes('"retry"');
    expect(retry(httpRoute)).toBe(true);
    expect(retry(known('gateway.networking.k8s.io/v1', 'HTTPRoute'))).toBe(false);
  });

  it('lists each kind once in either', () => {
    for (const options of [{}, experimental]) {
      const keys = kinds(options).map(({ group, version, kind }) => `${group}/${version}/${kind}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe('schemas', () => {
  it('has one for each kind', () => {
    const names = new Map(
      builtinSchemas().kinds.map(({ group, version, kind, schema }) => [`${group}/${version}/${kind}`, schema]),
    );
    for (const info of kinds()) {
      const name = names.get(`${info.group}/${info.version}/${info.kind}`);
      const schema = info.origin === 'crd' ? crdSchema(info) : builtinSchemas().schemas[name ?? ''];
      expect(schema).toMatchObject({ type: 'object' });
    }
  });

  it('gives the schema of the version asked for', () => {
    const old = crdSchema(known('metallb.io/v1beta1', 'BGPPeer'));
    const now = crdSchema(known('metallb.io/v1beta2', 'BGPPeer'));
    expect(old).not.toEqual(now);
  });

  it('gives the whole CustomResourceDefinition', () => {
    expect(crd(known('flagger.app/v1beta1', 'Canary'))).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'canaries.flagger.app' },
      spec: { names: { listKind: 'CanaryList' } },
    });
  });

  it('reads a file when it is asked for and not again', () => {
    jest.isolateModules(() => {
      const read = jest.spyOn(fs, 'readFileSync');
      try {
        const fresh: typeof Schemas = jest.requireActual('../../lib/imports/schemas.js');
        const opened = (): string[] =>
          read.mock.calls.map(([file]) => String(file)).filter((file) => file.includes('/data/'));
        expect(opened()).toEqual([]);
        const info = fresh.kindInfo('flagger.app/v1beta1', 'Canary');
        if (!info) throw new Error('Canary is not known');
        expect(fresh.crdSchema(info)).toBe(fresh.crdSchema(info));
        fresh.kinds();
        expect(opened().map((file) => file.replace(/.*\/data\//, ''))).toEqual([
          'kinds.json',
          'crds/flagger/canaries.flagger.app.json',
        ]);
      } finally {
        read.mockRestore();
      }
    });
  });

  it('refuses a CustomResourceDefinition of a built-in kind', () => {
    expect(() => crd(known('v1', 'Pod'))).toThrow(
      'Pod is built into Kubernetes and has no CustomResourceDefinition; use builtinSchemas().',
    );
  });

  it('refuses a version that the CustomResourceDefinition lacks', () => {
    const info = { ...known('flagger.app/v1beta1', 'Canary'), version: 'v2' };
    expect(() => crdSchema(info)).toThrow('canaries.flagger.app has no version v2.');
  });
});

describe('charts', () => {
  it('has the values and version of each', () => {
    for (const chart of charts()) {
      expect(Object.keys(chartValues(chart)).length).toBeGreaterThan(0);
      expect(chartVersion(chart)).toMatch(/^v?\d+\.\d+\.\d+$/);
    }
  });

  it('has a schema for some', () => {
    expect(chartSchema('cert-manager')).toMatchObject({ $defs: {} });
    expect(chartSchema('istiod')).toBeUndefined();
  });

  it.each([chartValues, chartSchema, chartVersion])('refuses an unknown one: %p', (get) => {
    expect(() => get('istio')).toThrow(/^The chart 'istio' is not known; use one of istio-base, istiod, /);
  });
});
