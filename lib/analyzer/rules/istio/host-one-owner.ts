import { KEYS } from '../../../model/index.js';
import { originText, type ManifestEntry } from '../../../manifest/index.js';
import { field, type RuleContext } from '../../context.js';
import { Namespaces } from '../../lookup/namespaces.js';
import { objects, strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const GATEWAY = 'Gateway.networking.istio.io';
const VIRTUAL_SERVICE = 'VirtualService.networking.istio.io';
const ROUTES = ['GRPCRoute', 'HTTPRoute', 'TLSRoute'].map((kind) => `${kind}.gateway.networking.k8s.io`);

interface Claim {
  readonly host: string;
  readonly owner: string;
  readonly entry: ManifestEntry;
  readonly field: string;
}

/** One external host that belongs to two owners: by annotation, by a Gateway, or by a route. */
export const hostOneOwner: Rule = {
  meta: {
    code: 'TM4101',
    name: 'host-one-owner',
    area: 'istio',
    summary:
      'The gateway answers a host with the routes of one owner and drops or mixes those of the other, so requests and tokens meant for one tenant reach another.',
    remedy: 'Leave each host to one tenant, and name it in the routes of that tenant only.',
    inputs: [GATEWAY, 'Namespace', VIRTUAL_SERVICE, ...ROUTES].sort(),
  },
  check: (context) => {
    const namespaces = new Namespaces(context);
    const owners = new Map<string, Claim>();
    const claims = [
      ...annotated(context, namespaces),
      ...served(context, namespaces),
      ...virtualServices(context, namespaces),
      ...gatewayRoutes(context, namespaces),
    ];
    // Wildcards first, so that a host below one meets it whichever was written first.
    const isWildcard = ({ host }: Claim) => host.startsWith('*');
    for (const claim of [...claims.filter(isWildcard), ...claims.filter((each) => !isWildcard(each))]) {
      const other = [claim.host, ...wildcardsOver(claim.host)].map((host) => owners.get(host)).find(isTaken(claim));
      if (other === undefined) owners.set(claim.host, owners.get(claim.host) ?? claim);
      else context.report(claim.entry, { field: claim.field, message: messageOf(claim, other) });
    }
  },
};

function isTaken(claim: Claim): (other: Claim | undefined) => boolean {
  return (other) => other !== undefined && other.owner !== claim.owner;
}

function messageOf({ host, owner }: Claim, other: Claim): string {
  const where = `${other.owner} (${originText(other.entry.origin)})`;
  const covers = other.host === host ? '' : ` with "${other.host}"`;
  return `host "${host}" is claimed for ${owner}, and ${where} claims it${covers}`;
}

/** Wildcards that match a host: `*.example.com` and `*.com` for `a.example.com`. */
function wildcardsOver(host: string): readonly string[] {
  const labels = host.split('.');
  return labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
}

function annotated(context: RuleContext, namespaces: Namespaces): readonly Claim[] {
  return context.all('Namespace').flatMap((entry) =>
    (namespaces.annotation(entry.id.name, KEYS.hosts) ?? '')
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== '')
      .map((host) => ({
        host,
        owner: namespaces.owner(entry.id.name),
        entry,
        field: `metadata.annotations["${KEYS.hosts}"]`,
      })),
  );
}

function served(context: RuleContext, namespaces: Namespaces): readonly Claim[] {
  return context.all(GATEWAY).flatMap((entry) =>
    objects(field(entry, 'spec', 'servers')).flatMap((server, at) =>
      strings(server['hosts']).flatMap((text, index) => {
        const [namespace = '', host = ''] = text.split('/');
        if (host === '' || namespace === '*') return [];
        const owner = namespaces.owner(namespace === '.' ? entry.id.namespace : namespace);
        return isExternal(host)
          ? [{ host: host.toLowerCase(), owner, entry, field: `spec.servers[${at}].hosts[${index}]` }]
          : [];
      }),
    ),
  );
}

/** Routes of the mesh alone claim nothing outside, and what the platform routes, it routes for a tenant. */
function virtualServices(context: RuleContext, namespaces: Namespaces): readonly Claim[] {
  return context
    .all(VIRTUAL_SERVICE)
    .filter((entry) => strings(field(entry, 'spec', 'gateways')).some((gateway) => gateway !== 'mesh'))
    .flatMap((entry) => routed(entry, 'hosts', namespaces));
}

function gatewayRoutes(context: RuleContext, namespaces: Namespaces): readonly Claim[] {
  return ROUTES.flatMap((kind) => context.all(kind))
    .filter((entry) =>
      objects(field(entry, 'spec', 'parentRefs')).some((parent) => (text(parent['kind']) ?? 'Gateway') === 'Gateway'),
    )
    .flatMap((entry) => routed(entry, 'hostnames', namespaces));
}

function routed(entry: ManifestEntry, key: string, namespaces: Namespaces): readonly Claim[] {
  const { namespace } = entry.id;
  if (namespaces.isPlatforms(namespace) && namespaces.owner(namespace) === namespace) return [];
  return strings(field(entry, 'spec', key)).flatMap((host, index) =>
    isExternal(host)
      ? [{ host: host.toLowerCase(), owner: namespaces.owner(namespace), entry, field: `spec.${key}[${index}]` }]
      : [],
  );
}

function isExternal(host: string): boolean {
  return host.includes('.') && !/\.svc(\.|$)/.test(host);
}
