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
  kiali: 'https://kiali.io/docs/configuration/',
  linkerd: 'https://linkerd.io/2/reference/',
  metallb: 'https://metallb.universe.tf/apis/',
  'prometheus-operator': 'https://prometheus-operator.dev/docs/api-reference/api/',
  'trust-manager': 'https://cert-manager.io/docs/trust/trust-manager/api-reference/',
};

/** The pages of systems that document each API group apart. */
const GROUP_PAGES: Readonly<Record<string, string>> = {
  'extensions.istio.io': 'https://istio.io/latest/docs/reference/config/proxy_extensions/',
  'networking.istio.io': 'https://istio.io/latest/docs/reference/config/networking/',
  'security.istio.io': 'https://istio.io/latest/docs/reference/config/security/',
  'telemetry.istio.io': 'https://istio.io/latest/docs/reference/config/telemetry/',
  'helm.toolkit.fluxcd.io': 'https://fluxcd.io/flux/components/helm/',
  'image.toolkit.fluxcd.io': 'https://fluxcd.io/flux/components/image/',
  'kustomize.toolkit.fluxcd.io': 'https://fluxcd.io/flux/components/kustomize/',
  'notification.toolkit.fluxcd.io': 'https://fluxcd.io/flux/components/notification/',
  'source.extensions.fluxcd.io': 'https://fluxcd.io/flux/components/source/',
  'source.toolkit.fluxcd.io': 'https://fluxcd.io/flux/components/source/',
};

/** The page on which upstream documents a kind that has a CustomResourceDefinition. */
export function crdPage(system: string, group: string): string {
  const page = GROUP_PAGES[group] ?? PAGES[system];
  if (page === undefined) throw new Error(`No reference page for the system '${system}'; add one to pages.ts.`);
  return page;
}

/** The page of a built-in kind, in the reference of the release that its schema is from. */
export function builtinPage(release: string, group: string, version: string, kind: string): string {
  const line = release.split('.').slice(0, 2).join('.');
  const anchor = [kind.toLowerCase(), version, (group || 'core').replaceAll('.', '-')].join('-');
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v${line}/#${anchor}`;
}
