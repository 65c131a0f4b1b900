import { access } from 'tenant-mesh/access';
import { addMatchers } from 'tenant-mesh/testing';
import { KEYS } from '../../lib/model/index.js';
import { isMap, mapAt, ManifestSet, textOf, type ManifestEntry } from '../../lib/manifest/index.js';
import type { JsonObject } from '../../lib/model/index.js';
import { clusters } from './reference.js';

addMatchers(expect);

/** Share of requests that the canary gets: none before a release, some while it is judged, all as it is taken over. */
const PHASES = [
  ['before a release and after promotion', 0],
  ['while a canary is in progress', 30],
  ['as the canary is promoted', 100],
] as const;

/** The set in a phase of its releases: Flagger moves weights of its routes, and pods of the canary come and go. */
function inPhase(set: ManifestSet, share: number): ManifestSet {
  const { name, units, scopes, edges } = set;
  const canaries = new Set(set.byKind('flagger.app', 'Canary').map(({ id }) => `${id.namespace}/${id.name}`));
  const entries = set
    .all()
    .filter(({ id }) => share > 0 || id.kind !== 'Deployment' || !canaries.has(`${id.namespace}/${id.name}`))
    .map((entry) => (entry.id.kind === 'VirtualService' ? weighted(entry, share) : entry));
  return new ManifestSet({ name, units, scopes, edges, entries });
}

function weighted(entry: ManifestEntry, share: number): ManifestEntry {
  const spec = mapAt(entry.object, 'spec');
  const http = Array.isArray(spec['http']) ? spec['http'].filter(isMap).map((route) => moved(route, share)) : [];
  return { ...entry, layer: 'written', object: { ...entry.object, spec: { ...spec, http } } };
}

function moved(route: JsonObject, share: number): JsonObject {
  const ways = Array.isArray(route['route']) ? route['route'].filter(isMap) : [];
  const weights = ways.map((way) => {
    const host = textOf(mapAt(way, 'destination')['host']) ?? '';
    return { ...way, weight: host.includes('-canary') ? share : 100 - share };
  });
  return { ...route, route: weights };
}

describe.each(clusters())('releases in %s', (_, { set: whole }) => {
  describe.each(PHASES)('%s', (_phase, share) => {
    const set = inPhase(whole, share);
    const { edges } = access(set).matrix();

    it('are of the tenants that the proof is about', () => {
      const canaries = whole.byKind('flagger.app', 'Canary').map(({ id }) => `${id.namespace}/${id.name}`);
      expect(canaries).toEqual(expect.arrayContaining(['tenant-a/app-ui', 'tenant-b/app-ui']));
      const pods = edges.map(({ to }) => to);
      expect(pods.includes('tenant-a/app-ui')).toBe(share > 0);
      expect(pods.includes('tenant-a/app-ui-primary')).toBe(true);
      expect(
        set.byKind('', 'Namespace').some(({ object }) => object.metadata.labels?.[KEYS.tenant] === 'tenant-b'),
      ).toBe(true);
    });

    it('keep tenants apart', () => {
      expect(set).toIsolate('tenant-a', 'tenant-b');
      expect(set).toIsolate('tenant-b', 'tenant-a');
    });

    it('lead users to the pods of the phase, and only app-ui to rag-api', () => {
      for (const tenant of ['tenant-a', 'tenant-b']) {
        const own = (name: string) => new RegExp(`^${tenant}/${name}(-primary)?$`);
        const outside = edges.filter(({ from, to }) => from === 'outside' && to.startsWith(`${tenant}/`));
        const wanted = [
          ...(share > 0 ? [`${tenant}/app-ui`] : []),
          ...(share < 100 ? [`${tenant}/app-ui-primary`] : []),
        ];
        expect(outside.map(({ to }) => to).sort()).toEqual(wanted);
        const callers = edges
          .filter(({ to, port }) => own('rag-api').test(to) && port === 8000)
          .map(({ from }) => from);
        expect(callers.every((from) => own('app-ui').test(from) || from === `${tenant}/loadtester`)).toBe(true);
        expect(callers.length).toBeGreaterThan(0);
      }
    });

    it('let the load tester reach the canary where there is one, and the primary always', () => {
      const call = (to: string) => ({ from: 'tenant-a/loadtester', to, request: { path: '/_stcore/health' } });
      expect(set).toAllow(call('tenant-a/app-ui-primary:8501'));
      if (share > 0) expect(set).toAllow(call('svc:tenant-a/app-ui-canary:8501'));
      else expect(set).toDeny(call('svc:tenant-a/app-ui-canary:8501'));
    });
  });
});
