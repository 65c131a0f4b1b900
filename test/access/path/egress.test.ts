import type { Answer } from '../../../lib/access/index.js';
import { accessTo, object } from '../manifests.js';
import { cited } from '../pages.js';
import { MUTUAL, ROWS, SHUT, THROUGH } from './egress-cases.js';
import { BASE, entry, HOST, HTTP, onlyTo, server, subset, virtualService } from './egress-set.js';

function ask(set: readonly string[], port = 80, host = HOST): Answer {
  return accessTo(...BASE, ...set).ask({
    from: { kind: 'workload', namespace: 'a', name: 'ui' },
    to: { kind: 'host', host, port },
  });
}

describe('a call that leaves through an egress gateway', () => {
  it.each(cited(ROWS))('%s', (_, set, port, outcome, last) => {
    const answer = ask(set, port);
    expect([answer.outcome, answer.trail.at(-1)?.text]).toEqual([outcome, last]);
  });

  it('shows every step of the way, and the rule that opens TLS to the host', () => {
    const rule = object(
      'networking.istio.io/v1',
      'DestinationRule',
      'api',
      'a',
      `{host: ${HOST}, trafficPolicy: {tls: {mode: SIMPLE}}}`,
    );
    const answer = ask([...THROUGH, rule]);
    expect(answer.trail.map(({ kind, text }) => `${kind}: ${text}`)).toMatchSnapshot();
  });

  it('says what the ends have to speak', () => {
    expect(ask(MUTUAL).trail.at(-1)?.change).toBe(
      'Let a DestinationRule for the Service of the gateway ask for what the server takes, such as ISTIO_MUTUAL.',
    );
    const plain = [SHUT, entry(), server(80, 'HTTP'), virtualService(HTTP(', subset: api')), subset('ISTIO_MUTUAL')];
    expect(ask(plain).trail.at(-1)).toMatchObject({
      text: 'the caller speaks mutual TLS of the mesh, and no server of egress/out takes it',
      change: 'Give the server ISTIO_MUTUAL, or the DestinationRule of its Service another mode.',
    });
  });

  it('ends at the gateway where the gateway is what was asked for', () => {
    const to = { kind: 'service', namespace: 'egress', name: 'out', port: 80 } as const;
    const answers = accessTo(...BASE, ...THROUGH, onlyTo('egress', 'a'));
    const answer = answers.ask({ from: { kind: 'workload', namespace: 'a', name: 'ui' }, to, request: { host: HOST } });
    expect([answer.outcome, answer.trail.at(-1)?.kind]).toEqual(['allow', 'authorization']);
  });
});
