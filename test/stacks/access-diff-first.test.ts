import { access, diffMarkdown, diffText, type Access, type AccessChange } from 'tenant-mesh/access';
import { ManifestSet, parseManifests, type ManifestEntry } from 'tenant-mesh/manifest';
import { reference } from './reference.js';

const [{ set }] = reference();
const BEFORE = access(set);

type Change = (entries: readonly ManifestEntry[]) => readonly ManifestEntry[];

function changed(change: Change): Access {
  const { name, units, scopes, edges } = set;
  return access(new ManifestSet({ name, units, scopes, edges, entries: change(set.all()) }));
}

/** The set without one object. */
function without(kind: string, namespace: string, name: string): Change {
  return (entries) => {
    const rest = entries.filter(({ id }) => id.kind !== kind || id.namespace !== namespace || id.name !== name);
    expect(entries.length - rest.length).toBe(1);
    return rest;
  };
}

function adding(yaml: string): Change {
  return (entries) => [...entries, ...parseManifests(yaml, 'change.yaml')];
}

const WIDE =
  adding(`{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: wide, namespace: tenant-b},
  spec: {selector: {matchLabels: {tenant-mesh.io/workload: rag-api}}, rules: [{from: [{source: {principals: [cluster.local/ns/tenant-b/sa/loadtester]}}]}]}}`);
const HOST =
  adding(`{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: extra, namespace: tenant-a},
  spec: {hosts: [tenant-a.example.com], gateways: [istio-ingress/shared], http: [{match: [{uri: {prefix: /api}}], route: [{destination: {host: rag-api-primary}}]}]}}`);
const ENTRY = adding(`apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: mail, namespace: tenant-a}
spec: {hosts: [smtp.example.org], exportTo: [.], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: mail, namespace: tenant-a}
spec: {podSelector: {matchLabels: {tenant-mesh.io/workload: rag-api}}, policyTypes: [Egress], egress: [{ports: [{port: 443}]}]}`);

interface Row {
  readonly what: string;
  readonly change: Change;
  readonly line: RegExp;
  readonly first: Partial<AccessChange>;
}

const ROWS: readonly Row[] = [
  {
    what: 'a policy that is widened',
    change: WIDE,
    line: /^Allowed for more requests: tenant-b\/loadtester to tenant-b\/rag-api.*AuthorizationPolicy tenant-b\/wide rule 0/,
    first: { kind: 'widened', from: 'tenant-b/loadtester', port: 8000 },
  },
  {
    what: 'a NetworkPolicy that is gone',
    change: without('NetworkPolicy', 'tenant-a', 'allow-rag-api-in'),
    line: /^No longer allowed: tenant-a\/app-ui.* to tenant-a\/rag-api.* port 8000.*no NetworkPolicy opens the way into port 8000/,
    first: { kind: 'closed', from: 'tenant-a/app-ui', port: 8000 },
  },
  {
    what: 'a ServiceEntry and its NetworkPolicy',
    change: ENTRY,
    line: /^Newly allowed to the outside: tenant-a\/rag-api.* to smtp\.example\.org, port 443, any request\. Now: .*tenant-a\/mail/,
    first: { kind: 'opened', from: 'tenant-a/rag-api', to: 'smtp.example.org', port: 443 },
  },
];

const plain = (text = ''): string => text.replace(/^- /, '').replaceAll(/\*\*|`/g, '');

describe('a change of the platform', () => {
  it.each(ROWS)('$what: the line that matters stands first, in every format', ({ change, line, first }) => {
    const diff = BEFORE.diff(changed(change));
    expect(plain(diffText(diff).split('\n')[0])).toMatch(line);
    expect(plain(diffMarkdown(diff).split('\n')[0])).toMatch(line);
    expect(diff.changes[0]).toMatchObject(first);
    expect([diff.unknown, diff.assumptions]).toEqual([[], []]);
  });

  it.each([
    ['a PeerAuthentication, since every rule names its callers', without('PeerAuthentication', 'tenant-a', 'default')],
    ['a route of the gateway that policies of the callee keep shut', HOST],
  ] as const)('opens nothing by %s', (_, change) => {
    const { changes } = BEFORE.diff(changed(change));
    expect(changes.filter(({ kind }) => kind === 'opened' || kind === 'widened')).toEqual([]);
  });
});
