import { KEYS, type NamespaceRole } from '../../../lib/model/index.js';

/** Where a piece of the platform lives: in one namespace, or in each namespace of a role. */
export type PartHome =
  { readonly kind: 'namespace'; readonly namespace: string } | { readonly kind: 'role'; readonly role: NamespaceRole };

/** A piece of the platform that calls or is called. */
export interface Part {
  readonly home: PartHome;
  /** Labels of its pods; none means every pod of its home. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its account, when it is in the mesh and policies name it. @default - no policy names it */
  readonly serviceAccountName?: string;
}

const at = (namespace: string): PartHome => ({ kind: 'namespace', namespace });
const role = (name: NamespaceRole): PartHome => ({ kind: 'role', role: name });
const NAME = 'app.kubernetes.io/name';

/** Name of the load tester of a tenant: of its Service, account and workload label. */
export const LOAD_TESTER = 'loadtester';

/** The pieces of the platform that flows name. */
export const PARTS = {
  'cluster-dns': { home: at('kube-system'), labels: { 'k8s-app': 'kube-dns' } },
  'metrics-server': { home: at('kube-system'), labels: { [NAME]: 'metrics-server' } },
  'load-balancers': { home: at('kube-system'), labels: { [NAME]: 'aws-load-balancer-controller' } },
  // The same pods, where nobody told them their VPC.
  'load-balancers-metadata': { home: at('kube-system'), labels: { [NAME]: 'aws-load-balancer-controller' } },
  istiod: { home: at('istio-system'), labels: { app: 'istiod' } },
  'istio-cni': { home: at('istio-cni'), labels: { 'k8s-app': 'istio-cni-node' } },
  'cert-manager': { home: at('cert-manager'), labels: {} },
  'cert-manager-webhook': { home: at('cert-manager'), labels: { [NAME]: 'webhook' } },
  'trust-manager': { home: at('cert-manager'), labels: { [NAME]: 'trust-manager' } },
  metallb: { home: at('metallb-system'), labels: {} },
  flux: { home: at('flux-system'), labels: {} },
  flagger: { home: at('flagger-system'), labels: { [NAME]: 'flagger' }, serviceAccountName: 'flagger' },
  prometheus: { home: at('monitoring'), labels: { [NAME]: 'prometheus' } },
  alertmanager: { home: at('monitoring'), labels: { [NAME]: 'alertmanager' } },
  grafana: { home: at('monitoring'), labels: { [NAME]: 'grafana' } },
  monitoring: { home: at('monitoring'), labels: {} },
  'node-exporter': { home: at('monitoring-node'), labels: {} },
  kiali: { home: at('kiali'), labels: {} },
  'external-dns': { home: at('external-dns'), labels: {} },
  gateway: { home: role('gateway'), labels: {} },
  'sign-in': { home: role('auth'), labels: {} },
  'load-tester': {
    home: role('tenant'),
    labels: { [KEYS.workload]: LOAD_TESTER },
    serviceAccountName: LOAD_TESTER,
  },
} as const satisfies Record<string, Part>;

/** Name of a piece of the platform. */
export type PartName = keyof typeof PARTS;

/** A piece of the platform by its name. */
export function part(name: PartName): Part {
  return PARTS[name];
}

/** Pieces that live in a namespace, by its name and role. */
export function partsOf(namespace: string, ofRole: NamespaceRole): readonly PartName[] {
  return (Object.keys(PARTS) as PartName[]).filter((name) => {
    const { home } = part(name);
    return home.kind === 'namespace' ? home.namespace === namespace : home.role === ofRole;
  });
}
