import type { ManifestEntry } from '../../../manifest/index.js';
import type { JsonValue } from '../../../model/index.js';
import { field, type RuleContext } from '../../context.js';
import { ISTIOD_KINDS, istiods, rootNamespace } from '../../lookup/istiod.js';
import { MutualTls, PEER_AUTHENTICATION } from '../../lookup/mutual-tls.js';
import { Namespaces } from '../../lookup/namespaces.js';
import { at, objects, stringMap, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const CANARY = 'Canary.flagger.app';
const DESTINATION_RULE = 'DestinationRule.networking.istio.io';

interface ClientSide {
  readonly entry: ManifestEntry;
  readonly host: string;
  /** Where the mode is written, and the mode. */
  readonly modes: readonly (readonly [place: string, mode: string])[];
}

/** Clients told to speak plaintext, or TLS without a certificate of the mesh, to a workload that refuses it. */
export const tlsAgainstStrict: Rule = {
  meta: {
    code: 'TM4110',
    name: 'tls-against-strict',
    area: 'istio',
    summary: 'A workload under STRICT resets what is not mutual TLS of the mesh, and callers get 503.',
    remedy: 'Write `tls: { mode: ISTIO_MUTUAL }`, or leave `tls` out.',
    inputs: [CANARY, DESTINATION_RULE, 'Namespace', PEER_AUTHENTICATION, 'Service', ...ISTIOD_KINDS].sort(),
  },
  check: (context) => {
    const peers = new MutualTls(context, rootNamespace(istiods(context)));
    const namespaces = new Namespaces(context);
    context.all('Service');
    for (const { entry, host, modes } of clientSides(context)) {
      const server = serverOf(host, entry.id.namespace, context);
      // A namespace outside the mesh has nobody to speak mutual TLS with.
      if (server === undefined || !isMeshed(server.namespace, peers, namespaces)) continue;
      if (!peers.isStrict(server.namespace, server.labels)) continue;
      for (const [place, mode] of modes) {
        const message = `mode ${mode} is for "${host}", and namespace "${server.namespace}" takes mutual TLS only`;
        context.report(entry, { field: place, message });
      }
    }
  },
};

function isMeshed(namespace: string, peers: MutualTls, namespaces: Namespaces): boolean {
  return namespaces.labels(namespace) === undefined ? peers.isSetFor(namespace) : namespaces.isMeshed(namespace);
}

/** What is predicted of a Canary repeats it. */
function clientSides(context: RuleContext): readonly ClientSide[] {
  const rules = context.all(DESTINATION_RULE).filter(({ layer }) => layer === 'written');
  return [
    ...rules.map((entry) => ({
      entry,
      host: text(field(entry, 'spec', 'host')) ?? '',
      modes: [
        ...modesOf(field(entry, 'spec', 'trafficPolicy'), 'spec.trafficPolicy'),
        ...objects(field(entry, 'spec', 'subsets')).flatMap((subset, index) =>
          modesOf(subset['trafficPolicy'], `spec.subsets[${index}].trafficPolicy`),
        ),
      ],
    })),
    ...context.all(CANARY).map((entry) => ({
      entry,
      host: text(field(entry, 'spec', 'service', 'name')) ?? text(field(entry, 'spec', 'targetRef', 'name')) ?? '',
      modes: modesOf(field(entry, 'spec', 'service', 'trafficPolicy'), 'spec.service.trafficPolicy'),
    })),
  ];
}

function modesOf(policy: JsonValue | undefined, place: string): ClientSide['modes'] {
  const own = [[`${place}.tls.mode`, text(at(policy, 'tls', 'mode'))] as const];
  const ports = objects(at(policy, 'portLevelSettings')).map(
    (port, index) => [`${place}.portLevelSettings[${index}].tls.mode`, text(at(port, 'tls', 'mode'))] as const,
  );
  return [...own, ...ports].flatMap(([where, mode]) =>
    mode === 'DISABLE' || mode === 'SIMPLE' ? [[where, mode] as const] : [],
  );
}

/** Namespace and pod labels behind a host; nothing for a host that is no Service of the set. */
function serverOf(host: string, from: string, context: RuleContext) {
  const [name = '', namespace = from, service] = host.split('.');
  if (service !== undefined && service !== 'svc') return undefined;
  const found = context.find('Service', namespace, name);
  if (found === undefined && host.includes('.') && service === undefined) return undefined;
  return { namespace, labels: found === undefined ? {} : stringMap(field(found, 'spec', 'selector')) };
}
