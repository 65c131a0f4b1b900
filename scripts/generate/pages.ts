/** The reference page of the API of a system, in place of the prose of its schemas. */
const PAGES: Readonly<Record<string, string>> = {
  'approver-policy': 'https://cert-manager.io/docs/policy/approval/approver-policy/api-reference/',
  'aws-load-balancer-controller': 'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/',
  'aws-privateca-issuer': 'https://github.com/cert-manager/aws-privateca-issuer',
  calico: 'https://docs.tigera.io/calico/latest/reference/installation/api',
  'cert-manager': 'https://cert-manager.io/docs/reference/api-docs/',
  flagger: 'https://docs.flagger.app/usage/how-it-works',
  'flux-operator': 'https://fluxoperator.dev/docs/crd/',
  'gateway-api': 'https://gateway-api.sigs.k8s.io/reference/spec/',
  'gateway-api-experimental': 'https://gateway-api.sigs.k8s.io/reference/spec/',
  karpenter: 'https://karpenter.sh/docs/concepts/',
  kiali: 'https://kiali.io/docs/configuration/kialis.kiali.io/',
  linkerd: 'https://linkerd.io/2/reference/',
  metallb: 'https://metallb.universe.tf/apis/',
  'prometheus-operator': 'https://prometheus-operator.dev/docs/api-reference/api/',
  'trust-manager': 'https://cert-manager.io/docs/trust/trust-manager/api-reference/',
};

/** Folders of the Istio reference by API group. */
const ISTIO_PAGES: Readonly<Record<string, string>> = {
  'extensions.istio.io': 'proxy_extensions',
  'networking.istio.io': 'networking',
  'security.istio.io': 'security',
  'telemetry.istio.io': 'telemetry',
};

/** The page on which upstream documents a kind. */
export function referencePage(system: string, group: string, version: string, kind: string): string {
  switch (system) {
    case 'kubernetes':
      return kubernetesPage(group, version, kind);
    case 'istio':
      return `https://istio.io/latest/docs/reference/config/${ISTIO_PAGES[group] ?? ''}/`;
    case 'flux':
      return fluxPage(group);
    default:
      return pageOf(system);
  }
}

function kubernetesPage(group: string, version: string, kind: string): string {
  const anchor = [kind.toLowerCase(), version, (group || 'core').replaceAll('.', '-')].join('-');
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/#${anchor}`;
}

function fluxPage(group: string): string {
  const area = group.split('.')[0] ?? '';
  return `https://fluxcd.io/flux/components/${area}/api/`;
}

function pageOf(system: string): string {
  const page = PAGES[system];
  if (page === undefined) throw new Error(`No reference page for the system '${system}'; add one to pages.ts.`);
  return page;
}
