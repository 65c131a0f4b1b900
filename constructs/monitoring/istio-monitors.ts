import { Construct } from 'constructs';
import {
  PodMonitorV1,
  ServiceMonitorV1,
  type PodMonitorV1SpecPodMetricsEndpoints,
} from '../../lib/imports/prometheus-operator/index.js';
import { MONITORING_NAMESPACE, scrapedPodsSpec } from './scrape.js';

/** Most samples that one proxy may have; a proxy with more is not scraped, so that no tenant fills the store. */
const PROXY_SAMPLES = 50_000;

/**
 * Scrapes the mesh: proxies, istiod and the CNI agents.
 *
 * Of a proxy, Envoy's own port is read and not the merged one: an application behind the merged port could write the
 * names of other tenants into metrics that judge their releases. Flagger, which is trusted, is read at the merged one.
 *
 * @see https://istio.io/latest/docs/ops/integrations/prometheus/
 */
export class IstioMonitors extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const metadata = (name: string) => ({ name, namespace: MONITORING_NAMESPACE });
    new PodMonitorV1(this, 'Proxies', {
      metadata: metadata('istio-proxies'),
      spec: {
        namespaceSelector: { any: true },
        selector: {},
        sampleLimit: PROXY_SAMPLES,
        podMetricsEndpoints: [proxyEndpoint(15090)],
      },
    });
    new PodMonitorV1(this, 'Flagger', {
      metadata: metadata('flagger'),
      spec: {
        namespaceSelector: { matchNames: ['flagger-system'] },
        selector: { matchLabels: { 'app.kubernetes.io/name': 'flagger' } },
        podMetricsEndpoints: [{ ...proxyEndpoint(15020), metricRelabelings: [FLAGGER_ONLY] }],
      },
    });
    new ServiceMonitorV1(this, 'Istiod', {
      metadata: metadata('istiod'),
      spec: {
        namespaceSelector: { matchNames: ['istio-system'] },
        selector: { matchLabels: { app: 'istiod' } },
        endpoints: [{ port: 'http-monitoring', interval: '15s' }],
      },
    });
    new PodMonitorV1(this, 'Cni', {
      metadata: metadata('istio-cni'),
      spec: scrapedPodsSpec({
        name: 'istio-cni',
        namespace: 'istio-cni',
        labels: { 'k8s-app': ['istio-cni-node'] },
        port: 15014,
      }),
    });
  }
}

/** Envoy's statistics of the same pod are read by the monitor of all proxies. */
const FLAGGER_ONLY = { action: 'keep', sourceLabels: ['__name__'], regex: '(flagger|go|process)_.*' } as const;

/** One target a proxy: found by the port that the proxy declares, read at `port`. */
function proxyEndpoint(port: number): PodMonitorV1SpecPodMetricsEndpoints {
  const at = (regex: string, replacement: string) =>
    ({
      action: 'replace',
      sourceLabels: ['__meta_kubernetes_pod_ip'],
      regex,
      replacement,
      targetLabel: '__address__',
    }) as const;
  return {
    port: 'http-envoy-prom',
    path: '/stats/prometheus',
    interval: '15s',
    relabelings: [
      { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_name'], regex: 'istio-proxy' },
      at('([0-9.]+)', `$1:${port}`),
      at('(.*:.*)', `[$1]:${port}`),
    ],
  };
}
