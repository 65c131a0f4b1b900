import { mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import { objectId, type JsonObject, type KubeObject } from '../../model/index.js';

/** Pods that a chart makes, as far as policies see them. */
interface ChartPods {
  readonly name: string;
  readonly serviceAccount: string;
  readonly labels: JsonObject;
  /** Labels that the chart's Service selects. */
  readonly selector: JsonObject;
  readonly annotations?: JsonObject;
  readonly ports: readonly { readonly port: number; readonly target: number; readonly name: string }[];
}

/**
 * Workloads and Services of the charts that carry a mesh's own traffic, for sets that were loaded from files.
 * What the set already shows is left alone.
 */
export function releaseObjects(set: ManifestSet): readonly ManifestEntry[] {
  return set.byKind('helm.toolkit.fluxcd.io', 'HelmRelease').flatMap((entry) => {
    const spec = mapAt(entry.object, 'spec');
    const chart = textOf(mapAt(spec, 'chart', 'spec')['chart']) ?? textOf(mapAt(spec, 'chartRef')['name']) ?? '';
    const release = textOf(spec['releaseName']) ?? entry.id.name;
    const pods = CHARTS[chart]?.(mapAt(spec, 'values'), release);
    if (pods === undefined) return [];
    const namespace = textOf(spec['targetNamespace']) ?? entry.id.namespace;
    return [deployment(pods, namespace), service(pods, namespace)]
      .map((object) => ({
        ...entry,
        object,
        id: objectId(object),
        side: new Map(),
        layer: 'predicted' as const,
        unit: '',
      }))
      .filter(({ id }) => set.find(id) === undefined);
  });
}

type Chart = (values: JsonObject, release: string) => ChartPods;

const CHARTS: Readonly<Record<string, Chart>> = {
  gateway: (values, release) => {
    const name = textOf(values['name']) ?? release;
    const labels = { app: name, istio: name.replace(/^istio-/, ''), ...textsOf(mapAt(values, 'labels')) };
    return {
      name,
      serviceAccount: textOf(mapAt(values, 'serviceAccount')['name']) ?? name,
      labels: { ...labels, 'sidecar.istio.io/inject': 'true' },
      selector: { app: labels.app, istio: labels.istio },
      annotations: { ...mapAt(values, 'podAnnotations'), 'inject.istio.io/templates': 'gateway' },
      ports: [
        { name: 'http2', port: 80, target: 80 },
        { name: 'https', port: 443, target: 443 },
      ],
    };
  },
  'oauth2-proxy': (values, release) => {
    const name = fullName(values, release, 'oauth2-proxy');
    const selector = { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': release };
    return common(values, name, selector, [
      { name: 'http', port: numberOr(mapAt(values, 'service')['portNumber'], 80), target: 4180 },
    ]);
  },
  loadtester: (values, release) => {
    const name = fullName(values, release, 'loadtester');
    const pods = common(values, name, { app: name }, [{ name: 'http', port: 80, target: 8080 }]);
    return {
      ...pods,
      serviceAccount: textOf(values['serviceAccountName']) ?? 'default',
      labels: { ...pods.labels, 'app.kubernetes.io/name': name },
    };
  },
  flagger: (values, release) => {
    const selector = { 'app.kubernetes.io/name': 'flagger', 'app.kubernetes.io/instance': release };
    return common(values, fullName(values, release, 'flagger'), selector, [{ name: 'http', port: 8080, target: 8080 }]);
  },
  'kube-prometheus-stack': (_, release) => ({
    name: `prometheus-${release}-prometheus`,
    serviceAccount: `${release}-prometheus`,
    labels: { 'app.kubernetes.io/name': 'prometheus' },
    selector: { 'app.kubernetes.io/name': 'prometheus' },
    ports: [{ name: 'http-web', port: 9090, target: 9090 }],
  }),
  istiod: () => ({
    name: 'istiod',
    serviceAccount: 'istiod',
    labels: { app: 'istiod', istio: 'pilot' },
    selector: { app: 'istiod', istio: 'pilot' },
    ports: [
      { name: 'https-dns', port: 15012, target: 15012 },
      { name: 'https-webhook', port: 443, target: 15017 },
      { name: 'http-monitoring', port: 15014, target: 15014 },
    ],
  }),
};

function common(values: JsonObject, name: string, selector: JsonObject, ports: ChartPods['ports']): ChartPods {
  return {
    name,
    serviceAccount: textOf(mapAt(values, 'serviceAccount')['name']) ?? name,
    labels: { ...selector, ...textsOf(mapAt(values, 'podLabels')) },
    selector,
    ports,
  };
}

function fullName(values: JsonObject, release: string, chart: string): string {
  return textOf(values['fullnameOverride']) ?? (release.includes(chart) ? release : `${release}-${chart}`);
}

function numberOr(value: JsonObject[string], fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function deployment({ name, serviceAccount, labels, annotations, ports }: ChartPods, namespace: string): KubeObject {
  const containers = [{ name, ports: ports.map(({ target, name: port }) => ({ containerPort: target, name: port })) }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      template: {
        metadata: { labels, ...(annotations === undefined ? {} : { annotations }) },
        spec: { serviceAccountName: serviceAccount, containers },
      },
    },
  };
}

function service({ name, selector, ports }: ChartPods, namespace: string): KubeObject {
  const listed = ports.map(({ name: port, port: number, target }) => ({
    name: port,
    port: number,
    targetPort: target,
  }));
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports: listed } };
}
