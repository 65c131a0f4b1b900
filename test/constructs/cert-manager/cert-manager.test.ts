import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  CaCertificate,
  LeafCertificate,
  lifetime,
  refuseOutliving,
  VaultIssuer,
} from '../../../constructs/cert-manager/index.js';
import { durationMs, formatDuration, goDuration } from '../../../lib/model/index.js';
import { find, refusal } from '../tenancy/support.js';

const chartOf = (): Chart => new Chart(Testing.app(), 'test');
const LEAF = {
  namespace: 'ns',
  secretName: 'tls',
  duration: '2160h',
  renewBefore: '720h',
  issuerRef: { kind: 'Issuer', name: 'ca' },
} as const;
const at = { where: 'w', field: 'f' };

describe('lifetime', () => {
  it('accepts what cert-manager accepts, and nothing else', () => {
    const minutes = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(minutes, minutes, (duration, renewBefore) => {
        const props = { duration: `${duration}m`, renewBefore: `${renewBefore}m` };
        if (duration >= 60 && renewBefore >= 5 && renewBefore < duration) expect(lifetime('w', props)).toEqual(props);
        else expect(refusal(() => lifetime('w', props))).toContain('TM1503');
      }),
    );
  });

  it('lets no certificate outlive its issuer', () => {
    const hours = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(hours, hours, (child, left) => {
        const issuer = { name: 'the issuer', remaining: formatDuration(left * 3_600_000) };
        const check = (): void => refuseOutliving('w', 'duration', goDuration(`${child}h`, at), issuer);
        if (child <= left) expect(check).not.toThrow();
        else expect(refusal(check)).toContain(`the issuer has ${issuer.remaining} left`);
        expect(durationMs(issuer.remaining)).toBe(left * 3_600_000);
      }),
    );
  });
});

describe('LeafCertificate', () => {
  it('serves hosts and signs nothing', () => {
    const chart = chartOf();
    new LeafCertificate(chart, 'leaf', { ...LEAF, name: 'web', dnsNames: ['b.example.com', 'a.example.com'] });
    const spec = find(chart, 'Certificate', 'web')['spec'];
    expect(spec).toMatchObject({
      dnsNames: ['a.example.com', 'b.example.com'],
      usages: ['digital signature', 'server auth'],
    });
    expect(spec).not.toHaveProperty('isCA');
  });

  it('refuses to be for no host, or for a wildcard', () => {
    const make = (dnsNames: readonly string[]) => () =>
      new LeafCertificate(chartOf(), 'leaf', { ...LEAF, name: 'web', dnsNames });
    expect(refusal(make([]))).toBe(
      'TM1507 at test/leaf: dnsNames: the list is empty (got []). Name at least one host.',
    );
    expect(refusal(make(['*.example.com']))).toContain('TM1004');
  });
});

describe('CaCertificate', () => {
  it.each(['', 'x'.repeat(65)])('refuses the common name "%s"', (commonName) => {
    expect(refusal(() => new CaCertificate(chartOf(), 'ca', { ...LEAF, name: 'ca', commonName }))).toContain(
      `TM1507 at test/ca: commonName: a common name has 1 to 64 characters, this one ${commonName.length}`,
    );
  });
});

describe('VaultIssuer', () => {
  it('refuses a server without TLS', () => {
    const props = {
      name: 'v',
      namespace: 'ns',
      server: 'http://vault.example.com',
      path: 'pki/sign/x',
      role: 'r',
      serviceAccountName: 's',
    };
    expect(refusal(() => new VaultIssuer(chartOf(), 'vault', props))).toContain(
      'TM1011 at test/vault: server: not an https URL',
    );
  });
});
