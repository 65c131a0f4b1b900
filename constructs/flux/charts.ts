/** Where a chart comes from: an OCI registry, or a Helm repository over https. */
export type ChartSource =
  { readonly kind: 'oci'; readonly url: string } | { readonly kind: 'repository'; readonly url: string };

/** One chart of the table. */
export interface ChartInfo {
  /** Name of the chart at its source. */
  readonly chart: string;
  /** Pinned version. */
  readonly version: string;
  /** Where it comes from. */
  readonly source: ChartSource;
  /** Page the source was read from. */
  readonly page: string;
  /** Whether version and values were read from the chart itself; `false` is to be checked before the first use. */
  readonly confirmed: boolean;
  /** Top-level values that the chart reads although its defaults do not list them. @default - none */
  readonly alsoValues?: readonly string[];
  /** Top-level values that the page lists, for a chart that is not confirmed. @default - nothing is checked */
  readonly publishedValues?: readonly string[];
}

const ISTIO: ChartSource = { kind: 'repository', url: 'https://istio-release.storage.googleapis.com/charts' };
const JETSTACK: ChartSource = { kind: 'repository', url: 'https://charts.jetstack.io' };
const ISTIO_PAGE = 'https://istio.io/docs/setup/install/helm/';
/** Keys that the profile template of each Istio chart reads. */
const ISTIO_PROFILE = ['global', 'profile', 'compatibilityVersion', 'platform', 'enabled'] as const;

/** As the page lists them, which may be of another version than the one that is pinned. */
const METRICS_SERVER_VALUES = [
  'addonResizer',
  'affinity',
  'apiService',
  'args',
  'commonLabels',
  'containerPort',
  'defaultArgs',
  'deploymentAnnotations',
  'dnsConfig',
  'extraVolumeMounts',
  'extraVolumes',
  'fullnameOverride',
  'hostNetwork',
  'image',
  'imagePullSecrets',
  'livenessProbe',
  'metrics',
  'nameOverride',
  'nodeSelector',
  'podAnnotations',
  'podDisruptionBudget',
  'podLabels',
  'podSecurityContext',
  'priorityClassName',
  'rbac',
  'readinessProbe',
  'replicas',
  'resources',
  'revisionHistoryLimit',
  'schedulerName',
  'securityContext',
  'service',
  'serviceAccount',
  'serviceMonitor',
  'tmpVolume',
  'tolerations',
  'topologySpreadConstraints',
  'updateStrategy',
] as const;

/**
 * The one table of charts: every HelmRelease of the project names a key of it.
 *
 * The page `docs/charts.md` is generated from it.
 */
export const CHARTS = {
  'istio-base': {
    chart: 'base',
    version: '1.30.3',
    source: ISTIO,
    page: ISTIO_PAGE,
    confirmed: true,
    alsoValues: ISTIO_PROFILE,
  },
  istiod: {
    chart: 'istiod',
    version: '1.30.3',
    source: ISTIO,
    page: ISTIO_PAGE,
    confirmed: true,
    alsoValues: ISTIO_PROFILE,
  },
  'istio-cni': {
    chart: 'cni',
    version: '1.30.3',
    source: ISTIO,
    page: ISTIO_PAGE,
    confirmed: true,
    alsoValues: ISTIO_PROFILE,
  },
  'istio-gateway': {
    chart: 'gateway',
    version: '1.30.3',
    source: ISTIO,
    page: ISTIO_PAGE,
    confirmed: true,
    alsoValues: ISTIO_PROFILE,
  },
  'cert-manager': {
    chart: 'cert-manager',
    version: 'v1.21.1',
    source: JETSTACK,
    page: 'https://github.com/cert-manager/website/blob/master/content/docs/installation/helm.md',
    confirmed: true,
  },
  'trust-manager': {
    chart: 'trust-manager',
    version: 'v0.24.0',
    source: JETSTACK,
    page: 'https://github.com/cert-manager/cert-manager/blob/master/design/20240625.push-charts-to-oci.md',
    confirmed: true,
  },
  metallb: {
    chart: 'metallb',
    version: '0.16.1',
    source: { kind: 'repository', url: 'https://metallb.github.io/metallb' },
    page: 'https://metallb.universe.tf/installation/',
    confirmed: true,
  },
  'aws-load-balancer-controller': {
    chart: 'aws-load-balancer-controller',
    version: '3.5.0',
    source: { kind: 'repository', url: 'https://aws.github.io/eks-charts' },
    page: 'https://docs.aws.amazon.com/eks/latest/userguide/lbc-helm.html',
    confirmed: true,
  },
  'aws-privateca-issuer': {
    chart: 'aws-privateca-issuer',
    version: 'v1.9.0',
    source: { kind: 'repository', url: 'https://cert-manager.github.io/aws-privateca-issuer' },
    page: 'https://github.com/cert-manager/aws-privateca-issuer/blob/main/README.md',
    confirmed: true,
  },
  'external-dns': {
    chart: 'external-dns',
    version: '1.21.1',
    source: { kind: 'repository', url: 'https://kubernetes-sigs.github.io/external-dns/' },
    page: 'https://kubernetes-sigs.github.io/external-dns/latest/charts/external-dns',
    confirmed: true,
  },
  'metrics-server': {
    chart: 'metrics-server',
    version: '3.13.0',
    source: { kind: 'repository', url: 'https://kubernetes-sigs.github.io/metrics-server/' },
    page: 'https://github.com/kubernetes-sigs/metrics-server/blob/master/charts/metrics-server/values.yaml',
    confirmed: false,
    publishedValues: METRICS_SERVER_VALUES,
  },
  flagger: {
    chart: 'flagger',
    version: '1.44.0',
    source: { kind: 'oci', url: 'oci://ghcr.io/fluxcd/charts/flagger' },
    page: 'https://docs.flagger.app/install/flagger-install-with-flux',
    confirmed: true,
  },
  'flagger-loadtester': {
    chart: 'loadtester',
    version: '0.38.0',
    source: { kind: 'repository', url: 'https://flagger.app' },
    page: 'https://docs.flagger.app/install/flagger-install-on-kubernetes',
    confirmed: true,
  },
  'kube-prometheus-stack': {
    chart: 'kube-prometheus-stack',
    version: '88.5.3',
    source: { kind: 'repository', url: 'https://prometheus-community.github.io/helm-charts' },
    page: 'https://raw.githubusercontent.com/prometheus-community/helm-charts/main/charts/kube-prometheus-stack/README.md',
    confirmed: true,
  },
  'kiali-server': {
    chart: 'kiali-server',
    version: '2.29.0',
    source: { kind: 'repository', url: 'https://kiali.org/helm-charts' },
    page: 'https://kiali.io/docs/installation/installation-guide/install-with-helm/',
    confirmed: true,
  },
  'oauth2-proxy': {
    chart: 'oauth2-proxy',
    version: '10.7.0',
    source: { kind: 'repository', url: 'https://oauth2-proxy.github.io/manifests' },
    page: 'https://github.com/oauth2-proxy/manifests/blob/main/helm/oauth2-proxy/README.md',
    confirmed: true,
  },
} as const satisfies Record<string, ChartInfo>;

/** Key of a chart in the table. */
export type ChartKey = keyof typeof CHARTS;

/** The chart of a key. */
export function chartInfo(key: ChartKey): ChartInfo {
  return CHARTS[key];
}
