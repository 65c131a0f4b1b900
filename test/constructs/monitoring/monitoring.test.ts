import { Testing } from 'cdk8s';
import {
  DELIVERY_ALERTS,
  IstioMonitors,
  MESH_ALERTS,
  MESH_METRICS,
  MeshRecordingRules,
  PlatformAlerts,
  PlatformMonitors,
} from '../../../constructs/monitoring/index.js';
import type { JsonObject, KubeObject } from '../../../lib/model/index.js';

type Make = (chart: ReturnType<typeof Testing.chart>) => unknown;

function made(make: Make): readonly KubeObject[] {
  const chart = Testing.chart();
  make(chart);
  return Testing.synth(chart) as KubeObject[];
}

function rules(make: Make): readonly JsonObject[] {
  return made(make).flatMap(({ spec }) =>
    (spec as { groups: { rules: JsonObject[] }[] }).groups.flatMap((group) => group.rules),
  );
}

describe('IstioMonitors', () => {
  const all = made((chart) => new IstioMonitors(chart, 'istio'));

  it('keeps its shape', () => {
    expect(all.slice(0, 2)).toMatchSnapshot();
  });

  it('reads the own port of Envoy, which no application behind it can write to', () => {
    const proxies = all.find(({ metadata }) => metadata.name === 'istio-proxies');
    expect(JSON.stringify(proxies)).toContain('$1:15090');
    expect(JSON.stringify(proxies)).not.toContain('15020');
  });

  it('addresses a pod by IPv4 or IPv6', () => {
    const relabelings = JSON.stringify(all[0]);
    expect('10.0.0.1'.replace(/^([0-9.]+)$/, '$1:15090')).toBe('10.0.0.1:15090');
    expect('fd00::1'.replace(/^(.*:.*)$/, '[$1]:15090')).toBe('[fd00::1]:15090');
    expect(relabelings).toContain('"([0-9.]+)"');
    expect(relabelings).toContain('"(.*:.*)"');
  });

  it('puts every monitor where Prometheus looks', () => {
    const namespaces = all.map(({ metadata }) => metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(['monitoring']));
  });
});

describe('PlatformMonitors', () => {
  const names = (target: 'eks' | 'bare-metal'): readonly (string | undefined)[] =>
    made((chart) => new PlatformMonitors(chart, 'monitors', { target })).map(({ metadata }) => metadata.name);

  it('scrapes what the target has', () => {
    expect(names('bare-metal')).toEqual(['cert-manager', 'flux', 'kiali']);
    expect(names('eks')).toEqual(['cert-manager', 'flux', 'kiali', 'external-dns']);
  });
});

describe('MeshRecordingRules', () => {
  const all = rules((chart) => new MeshRecordingRules(chart, 'recording'));

  it('records each series of each metric from itself', () => {
    const histograms = MESH_METRICS.filter(({ kind }) => kind === 'histogram').length;
    expect(all).toHaveLength(2 * (MESH_METRICS.length + 2 * histograms));
    const totals = all
      .map(({ record, expr }) => [record as string, expr] as const)
      .filter(([name]) => !name.includes(':rate'));
    for (const [name, expr] of totals) {
      expect(expr).toBe(`sum without(instance, namespace, pod) (${name.replace('workload:', '')})`);
    }
  });

  it('takes the rate before the sum', () => {
    expect(all).toContainEqual({
      record: 'workload:istio_tcp_connections_closed:rate1m',
      expr: 'sum without(instance, namespace, pod) (rate(istio_tcp_connections_closed_total[1m]))',
    });
  });

  it('names no label or series that does not exist', () => {
    const text = JSON.stringify(all);
    expect(text).not.toContain('pod_name');
    expect(text).not.toMatch(/bytes_total_(count|sum|bucket)/);
  });
});

describe('PlatformAlerts', () => {
  const all = rules((chart) => new PlatformAlerts(chart, 'alerts'));

  it('covers requests, certificates, releases and reconciliation', () => {
    expect(all.map(({ alert }) => alert)).toEqual([
      'MeshPolicyDenials',
      'MeshPlaintextAccepted',
      'GatewayErrors',
      'IstiodAbsent',
      'IstiodRejectedConfiguration',
      'IstiodSlowPushes',
      'CertificateExpires',
      'CertificateNotReady',
      'CanaryFailed',
      'FluxReconciliationFails',
      'MonitorSeesNothing',
    ]);
  });

  it('warns of monitors that find nothing, each of which is there', () => {
    const watched = [
      ...(DELIVERY_ALERTS.find(({ alert }) => alert === 'MonitorSeesNothing')?.expr ?? '').matchAll(
        /"monitoring\/(.+?)"/g,
      ),
    ];
    const monitors = [
      ...made((chart) => new IstioMonitors(chart, 'istio')),
      ...made((chart) => new PlatformMonitors(chart, 'monitors', { target: 'bare-metal' })),
    ].flatMap(({ kind, metadata }) => (kind === 'PodMonitor' ? [metadata.name] : []));
    expect(watched.length).toBeGreaterThan(3);
    for (const [, name] of watched) expect(monitors).toContain(name);
  });

  it.each(['CertificateExpires', 'CertificateNotReady', 'CanaryFailed'])(
    '%s names the namespace of the object, which a scrape sets apart from that of the controller',
    (name) => {
      const rule = DELIVERY_ALERTS.find(({ alert }) => alert === name);
      expect(rule?.expr).toMatch(/^(min|max) by \(exported_namespace, name\) /);
      expect(rule?.summary).toContain('{{ $labels.exported_namespace }}/{{ $labels.name }}');
    },
  );

  it.each([...MESH_ALERTS, ...DELIVERY_ALERTS])('$alert has balanced brackets and a person in mind', (rule) => {
    const opened = (text: string): number => [...rule.expr].filter((character) => character === text).length;
    expect(opened('(')).toBe(opened(')'));
    expect(opened('{')).toBe(opened('}'));
    expect(opened('[')).toBe(opened(']'));
    expect(rule.description).toMatch(/^[A-Z].*\.$/);
  });
});

describe('the alert on an imported root', () => {
  const made = rules((chart) => new PlatformAlerts(chart, 'alerts', { rootNotAfter: '2036-11-01' }));

  it('fires half a year before the day on which the root ends', () => {
    const alert = made.find(({ alert: name }) => name === 'MeshRootExpires');
    expect(alert?.['expr']).toBe('vector(time()) > 2109110400 - 183 * 86400');
    expect(new Date(2109110400 * 1000).toISOString()).toBe('2036-11-01T00:00:00.000Z');
  });

  it('is not there where nobody says when the root ends', () => {
    const without = rules((chart) => new PlatformAlerts(chart, 'alerts'));
    expect(without.map(({ alert }) => alert)).not.toContain('MeshRootExpires');
  });

  it.each(['2036-13-01', 'in ten years', '2036-11-01T00:00:00Z'])('refuses %s', (rootNotAfter) => {
    expect(() => rules((chart) => new PlatformAlerts(chart, 'alerts', { rootNotAfter }))).toThrow(
      `TM1803 at test/alerts: root.notAfter: not a day (got "${rootNotAfter}"). Write for instance "2036-11-01".`,
    );
  });
});
