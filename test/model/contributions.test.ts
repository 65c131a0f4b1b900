import { Chart, App } from 'cdk8s';
import { Construct } from 'constructs';
import { contribute, eachContribution, receiveContributions } from '../../lib/model/index.js';

describe('eachContribution', () => {
  it('sees contributions of its kind, whether they come before or after', () => {
    const chart = new Chart(new App(), 'cluster');
    const make = (tenant: string): void =>
      contribute(new Construct(chart, tenant), { kind: 'cert-signer', tenant, signer: tenant });
    const seen: string[] = [];
    make('before');
    eachContribution(new Construct(chart, 'platform'), 'cert-signer', ({ tenant }) => seen.push(tenant));
    make('after');
    contribute(new Construct(chart, 'other'), { kind: 'multiple-custom-providers', tenant: 'other' });
    expect(seen).toEqual(['before', 'after']);
  });

  it('sees nothing of another cluster', () => {
    const app = new App();
    const seen: string[] = [];
    const here = new Chart(app, 'here');
    receiveContributions(here);
    eachContribution(here, 'cert-signer', ({ tenant }) => seen.push(tenant));
    contribute(new Construct(new Chart(app, 'there'), 'x'), { kind: 'cert-signer', tenant: 'x', signer: 'x' });
    expect(seen).toEqual([]);
  });
});
