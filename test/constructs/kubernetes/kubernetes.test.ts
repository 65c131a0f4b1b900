import { Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  ContainerLimits,
  LockedServiceAccount,
  NamespaceQuota,
  quotaHard,
  type ParsedQuota,
} from '../../../constructs/kubernetes/index.js';
import { find, refusal, schemaFaults, specOf } from '../tenancy/support.js';

const AT = { where: 'test', field: 'hard' };

describe('LockedServiceAccount', () => {
  it('hands out no token', () => {
    const chart = Testing.chart();
    new LockedServiceAccount(chart, 'account', { name: 'app', namespace: 'a', annotations: { team: 'a' } });
    const account = find(chart, 'ServiceAccount', 'app');
    expect(account['automountServiceAccountToken']).toBe(false);
    expect(account.metadata.annotations).toEqual({ team: 'a' });
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('refuses a name that is none', () => {
    const run = () => new LockedServiceAccount(Testing.chart(), 'account', { name: 'App', namespace: 'a' });
    expect(refusal(run)).toContain('TM1002 at test/account: name:');
  });
});

describe('ContainerLimits', () => {
  it('bounds containers that state nothing, and all others', () => {
    const chart = Testing.chart();
    new ContainerLimits(chart, 'limits', { namespace: 'a', max: { cpu: '2', memory: '4Gi' } });
    expect(specOf(chart, 'LimitRange', 'containers')).toEqual({
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '512Mi', 'ephemeral-storage': '4Gi' },
          defaultRequest: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '0' },
          max: { cpu: '2', memory: '4Gi' },
        },
      ],
    });
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('takes another bound for disks, and refuses one without a unit', () => {
    const chart = Testing.chart();
    new ContainerLimits(chart, 'limits', { namespace: 'a', ephemeralStorage: '20Gi' });
    expect(specOf(chart, 'LimitRange', 'containers')).toHaveProperty(
      ['limits', 0, 'default', 'ephemeral-storage'],
      '20Gi',
    );
    const run = () => new ContainerLimits(Testing.chart(), 'limits', { namespace: 'a', ephemeralStorage: '20' });
    expect(refusal(run)).toContain('TM1008 at test/limits: ephemeralStorage: this is 20 bytes');
  });

  it('refuses memory without unit and CPU with one', () => {
    const make = (max: { cpu: string; memory: string }) => () =>
      new ContainerLimits(Testing.chart(), 'limits', { namespace: 'a', max });
    expect(refusal(make({ cpu: '1', memory: '4' }))).toContain('TM1008 at test/limits: max.memory: this is 4 bytes');
    expect(refusal(make({ cpu: '1Gi', memory: '4Gi' }))).toContain(
      'TM1008 at test/limits: max.cpu: not a quantity of CPU',
    );
  });
});

describe('NamespaceQuota', () => {
  it('asks for its bounds at synth', () => {
    const chart = Testing.chart();
    let hard: ParsedQuota = {};
    new NamespaceQuota(chart, 'quota', { namespace: 'a', hard: () => hard });
    hard = quotaHard({ pods: '3', 'requests.storage': '10Gi' }, AT);
    expect(specOf(chart, 'ResourceQuota', 'quota')).toEqual({ hard: { pods: '3', 'requests.storage': '10Gi' } });
    expect(schemaFaults(chart)).toEqual([]);
  });

  it('keeps each bound as it was written, or refuses it by its name', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), (count) => {
        expect(quotaHard({ pods: String(count) }, AT)).toEqual({ pods: String(count) });
        expect(refusal(() => quotaHard({ services: `${count}.5` }, AT))).toContain('hard["services"]');
      }),
    );
  });
});
