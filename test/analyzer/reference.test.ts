import { analyze } from '../../lib/analyzer/index.js';
import { ManifestSet, formatFinding, type ManifestEntry } from '../../lib/manifest/index.js';
import { isJsonObject } from '../../lib/analyzer/read.js';
import type { JsonValue, KubeObject } from '../../lib/model/index.js';
import { clusters, reference } from '../stacks/reference.js';

type Change = (entry: ManifestEntry) => readonly ManifestEntry[];

const [metal] = reference();

/** Codes of the findings on the reference platform with a change to one object. */
function codesAfter(kind: string, place: string, change: Change): readonly string[] {
  let changed = 0;
  const entries = metal.set.all().flatMap((entry) => {
    const { kind: own, namespace, name } = entry.id;
    if (own !== kind || `${namespace}/${name}` !== place) return [entry];
    changed++;
    return change(entry);
  });
  expect(changed).toBeGreaterThan(0);
  const { name, units, secretNeeds } = metal.set;
  const codes = analyze(new ManifestSet({ name, entries, units, secretNeeds })).map(({ code }) => code);
  return [...new Set(codes)].sort();
}

/** The object with another value at a path. */
function set(path: string, value: JsonValue): Change {
  return (entry) => [{ ...entry, object: replaced(entry.object, path.split('.'), value) as KubeObject }];
}

function replaced(holder: JsonValue | undefined, [key = '', ...rest]: readonly string[], value: JsonValue): JsonValue {
  const below = isJsonObject(holder) ? holder : {};
  return { ...below, [key]: rest.length === 0 ? value : replaced(below[key], rest, value) };
}

const remove: Change = () => [];

/** A copy of the object in another namespace. */
function copyInto(namespace: string): Change {
  return (entry) => {
    const object = replaced(entry.object, ['metadata', 'namespace'], namespace) as KubeObject;
    return [entry, { ...entry, object, id: { ...entry.id, namespace } }];
  };
}

const MUTUAL = 'spec.service.trafficPolicy';
const WEB = { matchLabels: { app: 'app-ui' } };

describe('the reference platform', () => {
  it.each(clusters())('gives %s no finding', (_, cluster) => {
    expect(analyze(cluster.set).map(formatFinding)).toEqual([]);
  });

  it.each<readonly [code: string, kind: string, place: string, change: Change]>([
    ['TM4101', 'VirtualService', 'tenant-a/app-ui', copyInto('tenant-b')],
    ['TM4102', 'Gateway', 'istio-ingress/shared', set('spec.servers', [{ hosts: ['*'] }])],
    ['TM4103', 'Certificate', 'istio-ingress/tenant-a.example.com', remove],
    ['TM4104', 'AuthorizationPolicy', 'istio-ingress/sign-in-tenant-a', set('spec.provider', { name: 'other' })],
    ['TM4106', 'PeerAuthentication', 'tenant-a/default', set('spec.portLevelMtls', { '8501': { mode: 'DISABLE' } })],
    [
      'TM4108',
      'AuthorizationPolicy',
      'istio-ingress/sign-in-tenant-a',
      set('spec.rules', [{ to: [{ operation: { hosts: ['x.y'] } }] }]),
    ],
    ['TM4110', 'Canary', 'tenant-a/app-ui', set(MUTUAL, { tls: { mode: 'DISABLE' } })],
    ['TM4111', 'HelmRelease', 'flux-system/istiod', set('spec.values.env.ISTIO_MULTIROOT_MESH', 'true')],
    ['TM4202', 'Issuer', 'istio-system/tenant-a', remove],
    ['TM4202', 'HelmRelease', 'flux-system/istiod', set('spec.values.global.certSigners', [])],
    ['TM4301', 'HelmRepository', 'flux-system/istiod', remove],
    ['TM4301', 'Bundle', '/mesh-root', remove],
    ['TM4303', 'Kustomization', 'flux-system/apps-tenant-a', set('spec.serviceAccountName', '')],
    ['TM4304', 'Role', 'tenant-a/apps', set('rules', [])],
    [
      'TM4305',
      'RoleBinding',
      'tenant-b/apps',
      set('subjects', [{ kind: 'ServiceAccount', name: 'app-ui', namespace: 'tenant-a' }]),
    ],
    ['TM4306', 'Kustomization', 'flux-system/infrastructure-trust', set('spec.dependsOn', [])],
    ['TM4402', 'Deployment', 'tenant-a/app-ui', set('spec.replicas', 2)],
    ['TM4404', 'MetricTemplate', 'tenant-a/app-ui-success-rate', remove],
    ['TM4502', 'L2Advertisement', 'metallb-system/shared', remove],
    ['TM4503', 'IPAddressPool', 'metallb-system/shared', set('spec.serviceAllocation', {})],
    ['TM4602', 'ResourceQuota', 'tenant-a/quota', set('spec.hard', { pods: '20' })],
    ['TM4603', 'PodDisruptionBudget', 'tenant-a/app-ui', set('spec.selector', { matchLabels: { app: 'other' } })],
    ['TM4701', 'AuthorizationPolicy', 'tenant-a/allow-app-ui', set('spec.selector', WEB)],
  ])('is no longer silent, but %s, after a change to %s %s', (code, kind, place, change) => {
    expect(codesAfter(kind, place, change)).toContain(code);
  });
});
