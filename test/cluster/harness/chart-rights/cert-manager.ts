import type { JsonObject } from '../../../../lib/model/index.js';
import { CHANGE, READ, rule, withStatus } from './rule.js';

const OWN = 'cert-manager.io';
const ACME = 'acme.cert-manager.io';
const SIGNERS = ['issuers.cert-manager.io/*', 'clusterissuers.cert-manager.io/*'];
const ISSUERS = ['issuers', 'clusterissuers'];

/**
 * The ClusterRoles that cert-manager's chart binds to its controller, with the values that it has by default. They are
 * those of the pinned program, whose module carries them: deploy/charts/cert-manager/templates/rbac.yaml. A role of the
 * chart is a group of lines here; what two of them give stands once.
 */
export const CERT_MANAGER_RIGHTS: readonly JsonObject[] = [
  rule(OWN, withStatus(...ISSUERS), CHANGE),
  rule(OWN, ISSUERS, READ),
  rule('', ['secrets'], [...READ, 'create', ...CHANGE, 'delete']),
  rule('', ['events'], ['create', 'patch']),

  rule(OWN, withStatus('certificates', 'certificaterequests'), CHANGE),
  rule(OWN, ['certificates', 'certificaterequests'], READ),
  rule(OWN, ['certificates/finalizers', 'certificaterequests/finalizers'], ['update']),
  rule(ACME, ['orders'], ['create', 'delete', ...READ]),

  rule(ACME, withStatus('orders', 'challenges'), CHANGE),
  rule(ACME, ['challenges'], [...READ, 'create', 'delete']),
  rule(ACME, ['orders/finalizers', 'challenges/finalizers'], ['update']),
  rule(OWN, ['clusterissuers/finalizers', 'issuers/finalizers'], ['update']),

  rule('', ['pods', 'services'], [...READ, 'create', 'delete']),
  rule('networking.k8s.io', ['ingresses'], [...READ, 'create', 'delete', 'update']),
  rule('gateway.networking.k8s.io', ['httproutes'], [...READ, 'create', 'delete', 'update']),
  rule('route.openshift.io', ['routes/custom-host'], ['create']),

  rule(OWN, ['certificates', 'certificaterequests'], ['create', 'update', 'delete']),
  rule('networking.k8s.io', ['ingresses/finalizers'], ['update']),
  rule('gateway.networking.k8s.io', ['gateways', 'listenersets'], READ),
  rule(
    'gateway.networking.k8s.io',
    ['gateways', 'httproutes', 'listenersets'].map((one) => `${one}/finalizers`),
    ['update'],
  ),

  rule(OWN, ['signers'], ['approve'], SIGNERS),
  rule('certificates.k8s.io', ['certificatesigningrequests'], [...READ, 'update']),
  rule('certificates.k8s.io', ['certificatesigningrequests/status'], CHANGE),
  rule('certificates.k8s.io', ['signers'], ['sign'], SIGNERS),
  rule('authorization.k8s.io', ['subjectaccessreviews'], ['create']),
];

/** The Role that the chart gives the controller in kube-system, where it elects its leader. */
export const CERT_MANAGER_ELECTION: readonly JsonObject[] = [
  rule('coordination.k8s.io', ['leases'], ['get', ...CHANGE], ['cert-manager-controller']),
  rule('coordination.k8s.io', ['leases'], ['create']),
];
