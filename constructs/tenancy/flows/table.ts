import type { Flow } from './flow.js';
import { address, ANY_PORT, BY_PORT, DNS, EVERY, MESHED, part, tcp } from './ends.js';
import { PLATFORM_FLOWS } from './platform-table.js';

/** Flows that every namespace or every proxy needs. */
const COMMON: readonly Flow[] = [
  { id: 'dns', why: 'No name resolves.', from: EVERY, to: part('cluster-dns'), ports: DNS },
  {
    id: 'dns-node-local',
    why: 'No name resolves where nodes run the DNS cache.',
    from: EVERY,
    to: address('169.254.20.10/32'),
    ports: DNS,
  },
  {
    id: 'pod-identity',
    why: 'Pods on EKS get no AWS credentials.',
    from: EVERY,
    to: address('169.254.170.23/32'),
    ports: tcp(80),
    target: 'eks',
  },
  {
    id: 'istiod',
    why: 'Proxies get neither certificate nor configuration.',
    from: MESHED,
    to: part('istiod'),
    ports: tcp(15012),
    services: ['istio-system/istiod'],
  },
  {
    id: 'health',
    why: 'Kubelets and load balancers take a proxy for dead.',
    from: BY_PORT,
    to: MESHED,
    ports: tcp(15021),
  },
  {
    id: 'proxy-metrics',
    why: 'Prometheus sees no request, so alerts are silent and canaries are never promoted.',
    from: part('prometheus'),
    to: MESHED,
    ports: tcp(15020, 15090),
  },
  {
    id: 'hbone',
    why: 'In ambient mode every connection between pods runs through this port.',
    from: MESHED,
    to: MESHED,
    ports: tcp(15008),
    mesh: 'ambient',
  },
  {
    id: 'ambient-probes',
    why: 'In ambient mode the probes of the kubelet arrive from this address.',
    from: address('169.254.7.127/32'),
    to: MESHED,
    ports: ANY_PORT,
    mesh: 'ambient',
  },
];

/** Flows of gateways and of sign-in. */
const EDGE: readonly Flow[] = [
  {
    id: 'clients',
    why: 'Nobody outside reaches the gateway.',
    from: BY_PORT,
    to: part('gateway'),
    ports: tcp(80, 443),
  },
  {
    id: 'gateway-workloads',
    why: 'The gateway reaches neither workloads nor oauth2-proxy.',
    from: part('gateway'),
    to: { kind: 'served' },
    ports: ANY_PORT,
  },
];

/** Flows of Flagger and of load testers. */
const RELEASES: readonly Flow[] = [
  {
    id: 'flagger-prometheus',
    why: 'No canary is ever judged.',
    from: part('flagger'),
    to: part('prometheus'),
    ports: tcp(9090),
    services: ['monitoring/kube-prometheus-stack-prometheus'],
  },
  {
    id: 'flagger-load-tester',
    why: 'Webhooks of a canary fail, so no release begins.',
    from: part('flagger'),
    to: part('load-tester'),
    ports: tcp(8080),
    allow: { methods: ['POST'], paths: ['/', '/gate/*', '/rollback/*'] },
  },
];

/** Every flow the platform needs before any tenant opens a door: the one source of policies for it. */
export const FLOWS: readonly Flow[] = [...COMMON, ...EDGE, ...RELEASES, ...PLATFORM_FLOWS];
