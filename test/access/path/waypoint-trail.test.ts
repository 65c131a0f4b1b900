import { accessTo, object, policy, workload } from '../manifests.js';
import { WAYPOINT, CALLERS, SPACE, BASE, labelled, UI, SERVICE, TO, DENY, PODS_OF_WP } from './waypoint-set.js';

describe('the trail of a call to what is behind a waypoint', () => {
  it('says which waypoint it passes, which it goes past, and why', () => {
    const texts = (...set: readonly string[]): readonly string[] =>
      accessTo(...set)
        .ask({ from: UI, to: SERVICE })
        .trail.filter(({ kind }) => kind === 'waypoint')
        .map(({ text, object: at, basis }) => `${text} (${at?.kind ?? 'nothing'}, ${basis})`);
    const gateway = WAYPOINT().replace('istio-waypoint', 'istio');
    const only = WAYPOINT('b', '{istio.io/waypoint-for: workload}');
    const rest = [...CALLERS, SPACE, workload('api', 'b')];
    expect([texts(...BASE), texts(...rest), texts(...rest, gateway), texts(...rest, only)]).toEqual([
      ['calls to api.b.svc.cluster.local pass waypoint b/wp (Gateway, modelled)'],
      ['waypoint b/wp is not in the set, so calls go past it (nothing, modelled)'],
      ['waypoint b/wp is a Gateway of another class than istio-waypoint, so calls go past it (nothing, modelled)'],
      ['waypoint b/wp is for workload alone, so calls go past it (Gateway, modelled)'],
    ]);
  });

  it('passes the waypoint of a pod on its address, and the node lets the waypoint in', () => {
    const waypoint = WAYPOINT('b', '{istio.io/waypoint-for: workload}');
    const set = [...labelled('istio.io/use-waypoint: wp', 'pods'), waypoint];
    const to = { kind: 'workload', namespace: 'b', name: 'api', port: 8080 } as const;
    const path = (...extra: readonly string[]) => {
      const { outcome, trail } = accessTo(...set, ...extra).ask({ from: UI, to });
      return [outcome, trail.some(({ kind }) => kind === 'waypoint')];
    };
    expect(path(policy('p', 'b', `{rules: [${PODS_OF_WP}]}`))).toEqual(['allow', true]);
    // Calls to the Service go past this waypoint, so the caller itself stands before the node.
    expect(path(DENY(TO('Gateway', 'wp')))).toEqual(['allow', false]);
    expect(path(DENY(TO('Gateway', 'wp')), policy('p', 'b', `{rules: [${PODS_OF_WP}]}`))[0]).toBe('deny');
  });

  it('an external host can stand behind one', () => {
    const entry = object(
      'networking.istio.io/v1',
      'ServiceEntry',
      'out',
      'b',
      '{hosts: [out.example.com], ports: [{number: 443, name: tls, protocol: TLS}], location: MESH_EXTERNAL}',
    );
    const only = `{action: DENY, rules: [{from: [{source: {namespaces: [a]}}]}], targetRefs: [{kind: ServiceEntry, group: networking.istio.io, name: out}]}`;
    const ask = (...extra: readonly string[]) =>
      accessTo(...BASE, entry, ...extra).ask({ from: UI, to: { kind: 'host', host: 'out.example.com' } }).outcome;
    expect([ask(), ask(policy('e', 'b', only))]).toEqual(['allow', 'deny']);
  });
});
