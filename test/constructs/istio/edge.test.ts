import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  hostForms,
  longestFirst,
  MutualTlsDestination,
  StripHeaders,
  TlsGateway,
} from '../../../constructs/istio/index.js';
import { find, refusal } from '../tenancy/support.js';

const chartOf = (): Chart => new Chart(Testing.app(), 'test');

describe('TlsGateway', () => {
  it('gives no two hosts one port name, and no dot, at which Istio would split it', () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/);
    const host = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(fc.uniqueArray(host, { minLength: 2, maxLength: 6 }), (names) => {
        const chart = chartOf();
        const hosts = () =>
          names.map((name) => ({
            host: name,
            namespace: 'n',
            credentialName: 'c',
            clientCertificates: 'none' as const,
          }));
        new TlsGateway(chart, 'gateway', { name: 'g', namespace: 'ns', podLabels: { a: 'b' }, hosts });
        const { servers } = find(chart, 'Gateway', 'g')['spec'] as { servers: { port: { name: string } }[] };
        const ports = servers.map(({ port }) => port.name);
        expect(new Set(ports).size).toBe(names.length + 1);
        expect(ports.join('')).not.toContain('.');
      }),
      { numRuns: 40 },
    );
  });
});

describe('routes', () => {
  it('are tried from the longest path to the shortest', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^\/[a-c]{0,4}$/)), (paths) => {
        const sorted = longestFirst(paths.map((pathPrefix) => ({ pathPrefix }))).map(({ pathPrefix }) => pathPrefix);
        for (const [index, path] of sorted.entries()) {
          expect(sorted.slice(0, index).every((earlier) => !path.startsWith(earlier))).toBe(true);
        }
      }),
    );
  });
});

describe('hostForms', () => {
  it('names a host without and with a port', () => {
    expect(hostForms(['b.example.com', 'a.example.com'])).toEqual([
      'a.example.com',
      'a.example.com:*',
      'b.example.com',
      'b.example.com:*',
    ]);
  });
});

describe('StripHeaders', () => {
  it('runs ahead of every other filter of the gateway', () => {
    const chart = chartOf();
    new StripHeaders(chart, 'strip', { name: 's', namespace: 'ns', podLabels: { a: 'b' }, headers: ['x-user'] });
    expect(find(chart, 'EnvoyFilter', 's')).toMatchSnapshot();
  });

  it('removes every spelling that a framework takes for the name', () => {
    const chart = chartOf();
    new StripHeaders(chart, 'strip', { name: 's', namespace: 'ns', podLabels: { a: 'b' }, headers: ['x-auth-user'] });
    const text = JSON.stringify(find(chart, 'EnvoyFilter', 's'));
    for (const name of ['x-auth-user', 'x_auth_user', 'x-auth_user', 'x_auth-user'])
      expect(text).toContain(JSON.stringify({ remove: name }));
  });

  it('refuses a name that is none', () => {
    const props = { name: 's', namespace: 'ns', podLabels: {}, headers: [':authority'] };
    expect(refusal(() => new StripHeaders(chartOf(), 'strip', props))).toContain(
      'TM1014 at test/strip: headers: not a header name in lower case',
    );
  });
});

describe('MutualTlsDestination', () => {
  it('keeps mutual TLS on beside its limits', () => {
    const chart = chartOf();
    new MutualTlsDestination(chart, 'rule', {
      name: 'r',
      namespace: 'ns',
      host: 'a.ns.svc.cluster.local',
      maxConnections: 10,
    });
    expect(find(chart, 'DestinationRule', 'r')['spec']).toMatchObject({
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' }, connectionPool: { tcp: { maxConnections: 10 } } },
    });
  });
});
