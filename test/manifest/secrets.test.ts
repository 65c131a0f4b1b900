import { missingSecrets, parseManifests } from '../../lib/manifest/index.js';

function needs(...objects: readonly object[]): readonly string[] {
  const entries = objects.flatMap((object, at) => parseManifests(JSON.stringify(object), `${String(at)}.yaml`));
  return missingSecrets(entries, []).map(
    ({ namespace, name, keys, purpose }) => `${namespace}/${name} [${keys.join()}] ${purpose}`,
  );
}

function object(apiVersion: string, kind: string, fields: object, namespace = 'n'): object {
  return { apiVersion, kind, metadata: { name: 'o', namespace }, ...fields };
}

const CREDENTIAL = object('networking.istio.io/v1', 'Gateway', {
  spec: { servers: [{ tls: { credentialName: 'tls' } }] },
});

describe('references to Secrets', () => {
  const pod = {
    imagePullSecrets: [{ name: 'pull' }],
    initContainers: [{ envFrom: [{ secretRef: { name: 'whole' } }, { secretRef: { name: 'maybe', optional: true } }] }],
    containers: [{ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'one', key: 'k' } } }] }],
    volumes: [
      { name: 'v', secret: { secretName: 'mounted', items: [{ key: 'a', path: 'a' }] } },
      { name: 'p', projected: { sources: [{ secret: { name: 'projected', items: [{ key: 'b', path: 'b' }] } }] } },
    ],
  };

  it.each([
    ['apps/v1', 'Deployment', { spec: { template: { spec: pod } } }],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec: pod } } } } }],
    ['v1', 'Pod', { spec: pod }],
  ])('are found in the pods of %s %s', (apiVersion, kind, fields) => {
    expect(needs(object(apiVersion, kind, fields))).toEqual([
      `n/mounted [a] used by ${kind} n/o`,
      `n/one [k] used by ${kind} n/o`,
      `n/projected [b] used by ${kind} n/o`,
      `n/pull [] used by ${kind} n/o`,
      `n/whole [] used by ${kind} n/o`,
    ]);
  });

  it.each([
    [
      'an Issuer',
      object('cert-manager.io/v1', 'Issuer', { spec: { ca: { secretName: 's' } } }),
      'n/s [tls.crt,tls.key] used by Issuer n/o',
    ],
    [
      'a HelmRelease',
      object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {
        spec: {
          valuesFrom: [
            { kind: 'Secret', name: 's', valuesKey: 'k' },
            { kind: 'ConfigMap', name: 'c' },
          ],
        },
      }),
      'n/s [k] used by HelmRelease n/o',
    ],
    [
      'a GitRepository',
      object('source.toolkit.fluxcd.io/v1', 'GitRepository', { spec: { secretRef: { name: 's' } } }),
      'n/s [] used by GitRepository n/o',
    ],
    [
      'an AlertProvider',
      object('flagger.app/v1beta1', 'AlertProvider', { spec: { secretRef: { name: 's' } } }),
      'n/s [] used by AlertProvider n/o',
    ],
    ['a Gateway of Istio', CREDENTIAL, 'n/tls [tls.crt,tls.key] used by Gateway n/o'],
    [
      'a Gateway of the Gateway API',
      object('gateway.networking.k8s.io/v1', 'Gateway', {
        spec: { listeners: [{ tls: { certificateRefs: [{ name: 's' }] } }] },
      }),
      'n/s [tls.crt,tls.key] used by Gateway n/o',
    ],
  ])('are found in %s', (_what, referrer, need) => {
    expect(needs(referrer)).toEqual([need]);
  });

  it('are no need where something in the tree creates the Secret', () => {
    const certificate = object('cert-manager.io/v1', 'Certificate', { spec: { secretName: 'tls' } });
    expect(needs(CREDENTIAL, certificate)).toEqual([]);
    const elsewhere = object('cert-manager.io/v1', 'Certificate', { spec: { secretName: 'tls' } }, 'other');
    expect(needs(CREDENTIAL, elsewhere)).toHaveLength(1);
    const sealed = {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'tls', namespace: 'n' },
    };
    expect(needs(CREDENTIAL, sealed)).toEqual([]);
  });

  it('give way to a declared purpose, and add their keys', () => {
    const entries = parseManifests(JSON.stringify(CREDENTIAL), 'a.yaml');
    const origin = { kind: 'construct', path: 'x' } as const;
    const declared = [{ namespace: 'n', name: 'tls', keys: ['ca.crt'], purpose: 'gateway', origin }];
    expect(missingSecrets(entries, declared)).toEqual([{ ...declared[0], keys: ['ca.crt', 'tls.crt', 'tls.key'] }]);
  });
});
