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

  /** How a workload calls a service. Without a rule the mesh decides by what the callee can do. */
  judge(from: Workload, service: MeshService, port: number): TlsVerdict {
    const known = this.found.get(from) ?? new Map<string, TlsVerdict>();
    this.found.set(from, known);
    const name = `${service.namespace} ${service.host}:${String(port)}`;
    const verdict = known.get(name) ?? this.decide(from, service, port);
    known.set(name, verdict);
    return verdict;
  }

  private decide(from: Workload, service: MeshService, port: number): TlsVerdict {
    const entry = this.ruleFor(from, service);
    const policy = entry === undefined ? {} : mapAt(specOf(entry), 'trafficPolicy');
    const atPort = listOf(policy['portLevelSettings'])
      .map((value) => mapAt(value))
      .find((settings) => mapAt(settings, 'port')['number'] === port);
    const tls = tlsMode(atPort) ?? tlsMode(policy);
    if (tls !== undefined) return { mode: tls, entry };
    return { mode: this.mesh.values['enableAutoMtls'] === false ? 'plaintext' : 'auto', entry: undefined };
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

function tlsMode(policy: JsonObject | undefined): ClientTls | undefined {
  const tls = policy?.['tls'];
  if (tls === undefined) return undefined;
  return modes(mapAt(tls)['mode']);
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
