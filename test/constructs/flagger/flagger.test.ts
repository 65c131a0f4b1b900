import { Testing } from 'cdk8s';
import { CANARY_HEALTH, SuccessRate, successRateQuery } from '../../../constructs/flagger/index.js';
import { schemaFaults, specOf } from '../tenancy/support.js';

describe('SuccessRate', () => {
  it('measures the new version alone, at its own proxy', () => {
    const query = successRateQuery(0.5);
    expect(query.match(/destination_workload="\{\{ target \}\}"/g)).toHaveLength(2);
    expect(query.match(/reporter="destination"/g)).toHaveLength(2);
    expect(query).toContain('>= 0.5)');
  });

  it('reads Prometheus from the namespace of the Canary', () => {
    const chart = Testing.chart();
    const prometheus = 'http://prometheus.monitoring:9090';
    new SuccessRate(chart, 'rate', { name: 'rate', namespace: 'tenant-a', prometheus, minRequestRate: 1 });
    expect(specOf(chart, 'MetricTemplate', 'rate')['provider']).toEqual({ type: 'prometheus', address: prometheus });
    expect(schemaFaults(chart)).toEqual([]);
  });
});

describe('CANARY_HEALTH', () => {
  it('takes a Canary for done when it says so, not when it says nothing', () => {
    expect(CANARY_HEALTH.current).toContain('exists');
    expect(CANARY_HEALTH.failed).toContain("'Failed'");
  });
});
