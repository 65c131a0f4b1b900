import type { Flow } from './flow.js';
import { address, API_SERVER, BY_PORT, DNS, KUBERNETES, NODES, OUTSIDE, part, tcp } from './ends.js';
import type { PartName } from './parts.js';

/**
 * Flows of admission webhooks and of the aggregated API. The API server is no pod, and the address that a pod sees of
 * it may be that of a tunnel of the CNI, so it is admitted by port.
 */
const WEBHOOKS: readonly Flow[] = [
  {
    id: 'webhook-istiod',
    why: 'Pods are created without a proxy, or not at all.',
    from: BY_PORT,
    to: part('istiod'),
    ports: tcp(15017),
  },
  {
    id: 'webhook-cert-manager',
    why: 'No Certificate can be created.',
    from: BY_PORT,
    to: part('cert-manager-webhook'),
    ports: tcp(10250),
  },
  {
    id: 'webhook-trust-manager',
    why: 'No Bundle can be created.',
    from: BY_PORT,
    to: part('trust-manager'),
    ports: tcp(6443),
  },
  {
    id: 'webhook-metallb',
    why: 'No IPAddressPool can be created.',
    from: BY_PORT,
    to: part('metallb'),
    ports: tcp(9443),
    target: 'bare-metal',
  },
  {
    id: 'webhook-load-balancers',
    why: 'No TargetGroupBinding can be created.',
    from: BY_PORT,
    to: part('load-balancers'),
    ports: tcp(9443),
    target: 'eks',
  },
  {
    id: 'metrics-api',
    why: 'The API server passes no question on to metrics-server, so nothing is scaled.',
    from: BY_PORT,
    to: part('metrics-server'),
    ports: tcp(10250),
  },
  {
    id: 'webhook-prometheus-operator',
    why: 'No PrometheusRule can be created.',
    from: BY_PORT,
    to: part('monitoring'),
    ports: tcp(10250),
  },
];

/** Controllers that talk to the API server, which is no pod and has addresses that the cluster names. */
const API_CLIENTS: readonly Flow[] = (
  [
    'istiod',
    'istio-cni',
    'cert-manager',
    'metallb',
    'flux',
    'flagger',
    'monitoring',
    'kiali',
    'external-dns',
    'metrics-server',
    'load-balancers',
  ] as const satisfies readonly PartName[]
).map((name) => ({
  id: `api-server-${name}`,
  why: `The controller ${name} neither reads nor writes objects.`,
  from: part(name),
  to: API_SERVER,
  ports: tcp(443, 6443),
  ...(name === 'flagger' ? { services: [KUBERNETES] } : {}),
}));

/** Flows to addresses outside the cluster. */
const PUBLIC: readonly Flow[] = [
  {
    id: 'istiod-jwks',
    why: 'istiod fetches no signing keys, so every token is refused.',
    from: part('istiod'),
    to: OUTSIDE,
    ports: tcp(443),
  },
  {
    id: 'flux-sources',
    why: 'Flux fetches neither Git repositories nor charts and images.',
    from: part('flux'),
    to: OUTSIDE,
    ports: tcp(443, 22),
  },
  {
    id: 'cert-manager-issuers',
    why: 'Certificates from ACME or a cloud CA are never issued.',
    from: part('cert-manager'),
    to: OUTSIDE,
    ports: [...tcp(443), ...DNS],
  },
  {
    id: 'external-dns-provider',
    why: 'No DNS record is written.',
    from: part('external-dns'),
    to: OUTSIDE,
    ports: tcp(443),
  },
  {
    id: 'load-balancer-provider',
    why: 'No load balancer is made.',
    from: part('load-balancers'),
    to: OUTSIDE,
    ports: tcp(443),
    target: 'eks',
  },
  {
    id: 'node-metadata',
    why: 'The load balancer controller does not find its VPC.',
    from: part('load-balancers-metadata'),
    to: address('169.254.169.254/32'),
    ports: tcp(80),
    target: 'eks',
  },
  {
    id: 'alert-receivers',
    why: 'No alert leaves the cluster.',
    from: part('alertmanager'),
    to: OUTSIDE,
    ports: tcp(443, 587),
  },
];

/** Flows between the pieces of the platform. */
const WITHIN: readonly Flow[] = [
  {
    id: 'flux-internal',
    why: 'Controllers of Flux fetch no artifacts and send no events.',
    from: part('flux'),
    to: part('flux'),
    ports: tcp(8080, 9090, 9292),
  },
  {
    id: 'metrics-flux',
    why: 'Prometheus does not see Flux.',
    from: part('prometheus'),
    to: part('flux'),
    ports: tcp(8080),
  },
  {
    id: 'cert-manager-internal',
    why: 'The controllers of cert-manager do not reach their own webhook.',
    from: part('cert-manager'),
    to: part('cert-manager-webhook'),
    ports: tcp(10250),
  },
  {
    id: 'monitoring-internal',
    why: 'Prometheus, Alertmanager and Grafana do not reach each other.',
    from: part('monitoring'),
    to: part('monitoring'),
    ports: [...tcp(3000, 8080, 9090, 9093, 9094, 10250), { port: 9094, protocol: 'UDP' }],
  },
  {
    id: 'metrics-istiod',
    why: 'Prometheus does not see the control plane.',
    from: part('prometheus'),
    to: part('istiod'),
    ports: tcp(15014),
  },
  {
    id: 'metrics-istio-cni',
    why: 'Prometheus does not see the CNI agents.',
    from: part('prometheus'),
    to: part('istio-cni'),
    ports: tcp(15014),
  },
  {
    id: 'metrics-cert-manager',
    why: 'Nobody is warned of a certificate that expires.',
    from: part('prometheus'),
    to: part('cert-manager'),
    ports: tcp(9402),
  },
  {
    id: 'metrics-metallb',
    why: 'Nobody is warned of a pool that runs out.',
    from: part('prometheus'),
    to: part('metallb'),
    ports: tcp(9120),
    target: 'bare-metal',
  },
  {
    id: 'metrics-metallb-speakers',
    why: 'Prometheus does not see the speakers, which use the network of their nodes.',
    from: part('prometheus'),
    to: NODES,
    ports: tcp(9120),
    target: 'bare-metal',
  },
  {
    id: 'metrics-external-dns',
    why: 'Nobody is warned of records that are not written.',
    from: part('prometheus'),
    to: part('external-dns'),
    ports: tcp(7979),
    target: 'eks',
  },
  {
    id: 'metrics-nodes',
    why: 'Prometheus sees neither nodes nor kubelets, which are no pods.',
    from: part('prometheus'),
    to: NODES,
    ports: tcp(9100, 10250),
  },
  {
    id: 'kubelets',
    why: 'metrics-server reads no kubelet, so nothing is scaled.',
    from: part('metrics-server'),
    to: NODES,
    ports: tcp(10250),
  },
  {
    id: 'metrics-dns',
    why: 'Nobody is warned of a cluster DNS that fails.',
    from: part('prometheus'),
    to: part('cluster-dns'),
    ports: tcp(9153),
  },
  {
    id: 'kiali-prometheus',
    why: 'Kiali draws nothing.',
    from: part('kiali'),
    to: part('prometheus'),
    ports: tcp(9090),
  },
  {
    id: 'kiali-istiod',
    why: 'Kiali does not see the state of the control plane.',
    from: part('kiali'),
    to: part('istiod'),
    ports: tcp(8080, 15014),
  },
  {
    id: 'metrics-kiali',
    why: 'Prometheus does not see Kiali.',
    from: part('prometheus'),
    to: part('kiali'),
    ports: tcp(9090),
  },
];

/** Flows of controllers and monitoring. */
export const PLATFORM_FLOWS: readonly Flow[] = [...WEBHOOKS, ...API_CLIENTS, ...PUBLIC, ...WITHIN];
