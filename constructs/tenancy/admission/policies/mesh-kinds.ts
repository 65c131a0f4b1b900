import { list } from '../cel.js';
import { resources, type PolicyDefinition } from '../policy.js';

const EVERY_WRITE = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** Controllers of Kubernetes that write some of these kinds, or delete them with their namespace or owner. */
const CONTROLLERS = [
  'system:kube-controller-manager',
  ...[
    'endpoint-controller',
    'endpointslice-controller',
    'endpointslicemirroring-controller',
    'generic-garbage-collector',
    'namespace-controller',
  ].map((name) => `system:serviceaccount:kube-system:${name}`),
];

/**
 * The mesh and the network of a namespace are written by the platform alone; taking a guard rail away counts as writing.
 *
 * Endpoints are among them: a Service without selector leads wherever they say.
 */
export const meshKinds: PolicyDefinition = {
  name: 'mesh-kinds',
  code: 'TM6008',
  scope: 'tenants',
  rules: [
    resources(
      'networking.istio.io',
      ['envoyfilters', 'gateways', 'proxyconfigs', 'serviceentries', 'sidecars', 'workloadentries', 'workloadgroups'],
      EVERY_WRITE,
    ),
    resources('security.istio.io', ['*'], EVERY_WRITE),
    resources('telemetry.istio.io', ['*'], EVERY_WRITE),
    resources('extensions.istio.io', ['*'], EVERY_WRITE),
    resources(
      'gateway.networking.k8s.io',
      ['backendtlspolicies', 'gateways', 'listenersets', 'referencegrants', 'tcproutes', 'tlsroutes', 'udproutes'],
      EVERY_WRITE,
    ),
    resources('metallb.io', ['*'], EVERY_WRITE),
    resources('networking.k8s.io', ['networkpolicies'], EVERY_WRITE),
    resources('', ['endpoints'], EVERY_WRITE),
    resources('discovery.k8s.io', ['endpointslices'], EVERY_WRITE),
  ],
  body: ({ exempt }) => ({
    matchConditions: [
      { name: 'not-the-platform', expression: `!(${exempt})` },
      { name: 'not-a-controller', expression: `!(request.userInfo.username in ${list(CONTROLLERS)})` },
    ],
    checks: [
      {
        kind: 'offenders',
        list: '[request.kind.kind]',
        what: 'only the platform writes',
        remedy: 'Ask for it in the declaration of the tenant.',
      },
    ],
  }),
};
