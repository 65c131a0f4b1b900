import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  contribute,
  contributions,
  demandReceiver,
  joinUnit,
  markUnit,
  receiveContributions,
  unitMark,
  unitPathOf,
} from '../../lib/model/index.js';

describe('unit marks', () => {
  it('give an object the path of the nearest mark', () => {
    const chart = Testing.chart();
    const guard = new Construct(chart, 'guard');
    const inner = new Construct(guard, 'inner');
    const signer = new Construct(guard, 'signer');
    markUnit(guard, { path: 'tenants/tenant-a' });
    joinUnit(signer, 'infrastructure/trust');
    expect(unitPathOf(inner)).toBe('tenants/tenant-a');
    expect(unitPathOf(signer)).toBe('infrastructure/trust');
    expect(unitPathOf(chart)).toBeUndefined();
    expect(unitMark(inner)).toBeUndefined();
  });

  it('are set once a construct', () => {
    const chart = Testing.chart();
    markUnit(chart, { path: 'a' });
    expect(() => markUnit(chart, { path: 'b' })).toThrow(
      /TM2001 at test: unit: the construct already is unit "a" \(got "b"\)/,
    );
  });
});

describe('contributions', () => {
  it('are sorted by tenant, whatever the order of construction', () => {
    const chart = Testing.chart();
    receiveContributions(new Construct(chart, 'platform'));
    for (const tenant of ['tenant-b', 'tenant-a']) {
      contribute(new Construct(chart, tenant), { kind: 'cert-signer', tenant, signer: tenant });
    }
    expect(contributions(chart, 'cert-signer').map(({ signer }) => signer)).toEqual(['tenant-a', 'tenant-b']);
    expect(contributions(chart, 'extension-provider')).toEqual([]);
    expect(chart.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
  });

  it('fail validation in a cluster without a Platform, and are inert in a plain chart', () => {
    const chart = Testing.chart();
    const tenant = new Construct(chart, 'tenant-a');
    contribute(tenant, { kind: 'cert-signer', tenant: 'tenant-a', signer: 'tenant-a' });
    expect(tenant.node.validate()).toEqual([]);
    demandReceiver(chart);
    expect(tenant.node.validate()).toEqual([
      'TM2009 at test/tenant-a: cert-signer: the platform must hold this for the tenant, and no Platform is there to render it (got "tenant-a"). Add `new Platform(cluster, "platform", {...})` to the same Cluster.',
    ]);
  });

  it('of two clusters in one app stay apart', () => {
    const app = new App();
    const one = new Chart(app, 'one');
    const two = new Chart(app, 'two');
    contribute(new Construct(one, 't'), { kind: 'cert-signer', tenant: 'a', signer: 'a' });
    expect(contributions(one, 'cert-signer')).toHaveLength(1);
    expect(contributions(two, 'cert-signer')).toHaveLength(0);
  });
});
