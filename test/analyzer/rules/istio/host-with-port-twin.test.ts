import { hostWithPortTwin } from '../../../../lib/analyzer/rules/istio/host-with-port-twin.js';
import { doc, findings } from '../../rule-tester.js';

const policy = (action: string | undefined, operation: object, place = 'ingress/web') =>
  doc('AuthorizationPolicy security.istio.io/v1', place, { spec: { action, rules: [{ to: [{ operation }] }] } });
const gateway = doc('Gateway networking.istio.io/v1', 'ingress/shared', { spec: { selector: { istio: 'shared' } } });
const HOST = { hosts: ['x.example.com'] };

describe('host-with-port-twin', () => {
  it.each(['CUSTOM', 'DENY'])('names the host that stands alone in a %s policy', (action) => {
    expect(findings(hostWithPortTwin, policy(action, HOST))).toEqual([
      'TM4108 at test.yaml:2 (AuthorizationPolicy ingress/web): spec.rules[0].to[0].operation.hosts: "x.example.com" stands without "x.example.com:*". Write both forms: `host` and `host:*`.',
    ]);
  });

  it('wants both in an ALLOW policy only where a gateway asks it', () => {
    for (const action of ['ALLOW', undefined]) {
      expect(findings(hostWithPortTwin, policy(action, HOST))).toEqual([]);
      expect(findings(hostWithPortTwin, gateway + policy(action, HOST))).toHaveLength(1);
      expect(findings(hostWithPortTwin, gateway + policy(action, HOST, 'a/web'))).toEqual([]);
    }
  });

  it('wants both wherever an ALLOW policy leaves a host out', () => {
    expect(findings(hostWithPortTwin, policy('ALLOW', { notHosts: ['x.example.com'] }))).toHaveLength(1);
  });

  it('is silent for both forms, patterns, one port, and policies that only log', () => {
    for (const hosts of [
      ['x.example.com', 'x.example.com:*'],
      ['*.example.com'],
      ['x.example.com*'],
      ['x.example.com:443'],
    ]) {
      expect(findings(hostWithPortTwin, policy('DENY', { hosts }))).toEqual([]);
    }
    expect(findings(hostWithPortTwin, policy('AUDIT', HOST))).toEqual([]);
  });

  it('does not take the port of one host for another', () => {
    expect(findings(hostWithPortTwin, policy('DENY', { hosts: ['x.example.com', 'y.example.com:*'] }))).toHaveLength(1);
  });
});
