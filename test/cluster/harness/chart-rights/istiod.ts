import { listOf, mapAt, textOf, type ManifestSet } from '../../../../lib/manifest/index.js';
import type { JsonObject } from '../../../../lib/model/index.js';
import { CHANGE, READ, rule, withStatus, WRITE } from './rule.js';

const REQUESTS = ['certificatesigningrequests', 'certificatesigningrequests/approval'];
const CONFIG = ['config', 'security', 'networking', 'authentication', 'rbac', 'telemetry', 'extensions'];
const ROUTES = ['gateways', 'grpcroutes', 'httproutes', 'tcproutes', 'tlsroutes', 'udproutes'];
const OTHERS = ['backendtlspolicies', 'gatewayclasses', 'referencegrants'];

/**
 * The ClusterRoles that istiod's chart makes of the values in the tree: those of its service account, read from
 * manifests/charts/istio-control/istio-discovery/templates/clusterrole.yaml of Istio. Requests for certificates are
 * istiod's only where its values name a CA outside.
 *
 * @param set - the tree
 */
export function istiodRights(set: ManifestSet): readonly JsonObject[] {
  const values = mapAt(release(set)['spec'], 'values');
  const signers = listOf(mapAt(values, 'global')['certSigners']).flatMap((one) => textOf(one) ?? []);
  const outside = textOf(mapAt(values, 'env')['EXTERNAL_CA']) ?? '';
  return [...ALWAYS, ...(outside === '' ? [] : [...ASKING, approvalOf(signers)]), ...GATEWAYS];
}

/** The right to approve requests to some signers. */
export function approvalOf(signers: readonly string[]): JsonObject {
  return rule('certificates.k8s.io', ['signers'], ['approve'], signers);
}

/** The Role that the chart gives istiod in its own namespace. */
export const ISTIOD_RIGHTS_AT_HOME: readonly JsonObject[] = [
  rule('networking.istio.io', ['gateways'], ['create']),
  rule('', ['secrets'], [...READ, 'create', 'update', 'delete']),
  rule('', ['configmaps'], ['delete']),
  rule('coordination.k8s.io', ['leases'], ['get', 'create', ...CHANGE]),
];

const ASKING: readonly JsonObject[] = [
  rule(
    'certificates.k8s.io',
    [...REQUESTS, 'certificatesigningrequests/status'],
    ['update', 'create', 'get', 'delete', 'watch'],
  ),
];

const ALWAYS: readonly JsonObject[] = [
  rule('admissionregistration.k8s.io', ['mutatingwebhookconfigurations'], [...READ, ...CHANGE]),
  rule('admissionregistration.k8s.io', ['validatingwebhookconfigurations'], [...READ, 'update']),
  ...CONFIG.map((group) => rule(`${group}.istio.io`, ['*'], READ)),
  rule('networking.istio.io', [...withStatus('workloadentries'), 'serviceentries/status'], WRITE),
  rule('security.istio.io', ['authorizationpolicies/status'], WRITE),
  rule('', ['services/status'], WRITE),
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], READ),
  rule('', ['pods', 'nodes', 'services', 'namespaces', 'endpoints'], READ),
  rule('discovery.k8s.io', ['endpointslices'], READ),
  rule('networking.k8s.io', ['ingresses', 'ingressclasses'], READ),
  rule('networking.k8s.io', ['ingresses/status'], ['*']),
  rule('', ['configmaps'], [...READ, 'create', 'update']),
  rule('authentication.k8s.io', ['tokenreviews'], ['create']),
  rule('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
  rule('gateway.networking.k8s.io', ['*'], READ),
  rule('gateway.networking.x-k8s.io', ['*'], READ),
  rule('gateway.networking.x-k8s.io', ['xbackendtrafficpolicies/status'], CHANGE),
  rule(
    'gateway.networking.k8s.io',
    [...ROUTES, ...OTHERS].map((kind) => `${kind}/status`),
    CHANGE,
  ),
  rule('gateway.networking.k8s.io', ['gatewayclasses'], ['create', ...CHANGE, 'delete']),
  rule('', ['secrets'], READ),
  rule('multicluster.x-k8s.io', ['serviceexports'], [...READ, 'create', 'delete']),
  rule('multicluster.x-k8s.io', ['serviceimports'], READ),
];

/** What istiod needs to run gateways that are asked for by a Gateway of the Gateway API. */
const GATEWAYS: readonly JsonObject[] = [
  rule('apps', ['deployments'], WRITE),
  rule('autoscaling', ['horizontalpodautoscalers'], WRITE),
  rule('policy', ['poddisruptionbudgets'], WRITE),
  rule('', ['services', 'serviceaccounts'], WRITE),
];

function release(set: ManifestSet): JsonObject {
  const found = set.get('helm.toolkit.fluxcd.io', 'HelmRelease', 'flux-system', 'istiod');
  if (found === undefined) throw new Error('The tree has no release of istiod.');
  return found.object;
}
