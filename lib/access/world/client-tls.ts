import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject, JsonValue } from '../../model/index.js';
import { selects, strings } from '../../analyzer/read.js';
import type { MeshConfig } from '../mesh-config.js';
import { groupByNamespace, namespaceOf, specOf } from '../policy/selector.js';
import { hostCovers } from './egress-scope.js';
import { qualifiedHost } from './host.js';
import type { MeshService } from './service.js';
import type { Workload } from './workload.js';

/** How a caller's proxy opens the connection. */
export type ClientTls = 'mtls' | 'plaintext' | 'tls';

/** The mode of a call, and what set it. */
export interface TlsVerdict {
  readonly mode: ClientTls | 'auto';
  readonly entry: ManifestEntry | undefined;
  /** Server name that the rule asks for. @default - what the proxy would ask for by itself */
  readonly sni?: string;
}

/** The DestinationRules of a set. */
export class ClientRules {
  private readonly rules: ReadonlyMap<string, readonly ManifestEntry[]>;
  private readonly found = new WeakMap<Workload, Map<string, TlsVerdict>>();

  constructor(
    set: ManifestSet,
    private readonly mesh: MeshConfig,
    private readonly domain: string,
  ) {
    this.rules = groupByNamespace(set.byKind('networking.istio.io', 'DestinationRule'));
  }

  /**
   * How a workload calls a service. Without a rule the mesh decides by what the callee can do.
   *
   * @param subset - the subset that a route chooses
   */
  judge(from: Workload, service: MeshService, port: number, subset = ''): TlsVerdict {
    const known = this.found.get(from) ?? new Map<string, TlsVerdict>();
    this.found.set(from, known);
    const name = `${service.namespace} ${service.host}:${String(port)} ${subset}`;
    const verdict = known.get(name) ?? this.decide(from, service, port, subset);
    known.set(name, verdict);
    return verdict;
  }

  private decide(from: Workload, service: MeshService, port: number, subset: string): TlsVerdict {
    const entry = this.ruleFor(from, service);
    const spec = entry === undefined ? {} : specOf(entry);
    const named = listOf(spec['subsets'])
      .map((value) => mapAt(value))
      .find(({ name }) => name === subset);
    const tls = settingsOf(mapAt(named, 'trafficPolicy'), port) ?? settingsOf(mapAt(spec, 'trafficPolicy'), port);
    if (tls?.['mode'] !== undefined) {
      const sni = textOf(tls['sni']);
      return { mode: modes(tls['mode']), entry, ...(sni === undefined ? {} : { sni }) };
    }
    return this.mesh.values['enableAutoMtls'] === false
      ? { mode: 'plaintext', entry: this.mesh.entry }
      : { mode: 'auto', entry: undefined };
  }

  private ruleFor(from: Workload, service: MeshService): ManifestEntry | undefined {
    for (const namespace of new Set([from.namespace, service.namespace, this.mesh.rootNamespace])) {
      const fitting = (this.rules.get(namespace) ?? []).filter((entry) => this.fits(entry, from, service));
      const [best] = fitting.sort((a, b) => this.hostOf(b).length - this.hostOf(a).length);
      if (best !== undefined) return best;
    }
    return undefined;
  }

  private fits(entry: ManifestEntry, from: Workload, service: MeshService): boolean {
    const spec = specOf(entry);
    const exportTo = strings(spec['exportTo']);
    const namespace = namespaceOf(entry);
    const seen =
      exportTo.length === 0 ||
      exportTo.some((to) => to === '*' || to === from.namespace || (to === '.' && namespace === from.namespace));
    const selector = textsOf(mapAt(spec, 'workloadSelector', 'matchLabels'));
    return seen && selects(selector, from.labels) && hostCovers(this.hostOf(entry), service.host);
  }

  private hostOf(entry: ManifestEntry): string {
    return qualifiedHost(textOf(specOf(entry)['host']) ?? '', namespaceOf(entry), this.domain);
  }
}

/** TLS settings for a port; what is set for the port takes the place of all that is set for the host. */
function settingsOf(policy: JsonObject, port: number): JsonObject | undefined {
  const atPort = listOf(policy['portLevelSettings'])
    .map((value) => mapAt(value))
    .find((settings) => mapAt(settings, 'port')['number'] === port);
  if (atPort !== undefined) return mapAt(atPort, 'tls');
  return policy['tls'] === undefined ? undefined : mapAt(policy, 'tls');
}

function modes(mode: JsonValue | undefined): ClientTls {
  switch (mode) {
    case 'ISTIO_MUTUAL':
      return 'mtls';
    case 'SIMPLE':
    case 'MUTUAL':
      return 'tls';
    default:
      return 'plaintext';
  }
}
