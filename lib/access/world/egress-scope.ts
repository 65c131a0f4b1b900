import { listOf, mapAt, textOf, textsOf, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { selects, strings } from '../../analyzer/read.js';
import type { MeshConfig } from '../mesh-config.js';
import { byAge } from '../policy/order.js';
import { groupByNamespace, specOf } from '../policy/selector.js';
import type { MeshService } from './service.js';
import type { Workload } from './workload.js';

/** Something that has a host and a namespace. */
type Named = Pick<MeshService, 'namespace' | 'host'>;

/** What a caller's sidecar knows of a service. */
export interface ScopeVerdict {
  readonly kind: 'visible' | 'passthrough' | 'blocked';
  /** The Sidecar that decides; undefined for the default scope. */
  readonly entry: ManifestEntry | undefined;
  readonly text: string;
}

/** Stands for a host that is no service. */
const NOWHERE = {};

/** The Sidecars of a set. They shield from mistakes; a workload that goes around its proxy is not held by them. */
export class EgressScope {
  private readonly sidecars: ReadonlyMap<string, readonly ManifestEntry[]>;
  private readonly found = new WeakMap<Workload, ManifestEntry | undefined>();
  private readonly judged = new WeakMap<Workload, Map<object, Map<number, ScopeVerdict>>>();

  constructor(
    set: ManifestSet,
    private readonly mesh: MeshConfig,
  ) {
    this.sidecars = groupByNamespace(set.byKind('networking.istio.io', 'Sidecar'));
  }

  /** What the sidecar of a workload does with a call to a service, or to a host that is none. */
  judge(from: Workload, service: MeshService | undefined, port: number): ScopeVerdict {
    const at = service ?? NOWHERE;
    const byService = this.judged.get(from) ?? new Map<object, Map<number, ScopeVerdict>>();
    this.judged.set(from, byService);
    const byPort = byService.get(at) ?? new Map<number, ScopeVerdict>();
    byService.set(at, byPort);
    const verdict = byPort.get(port) ?? this.decide(from, service, port);
    byPort.set(port, verdict);
    return verdict;
  }

  private decide(from: Workload, service: MeshService | undefined, port: number): ScopeVerdict {
    const entry = this.sidecarOf(from);
    if (service !== undefined && isExported(service, from.namespace) && this.covers(entry, from, service, port)) {
      return { kind: 'visible', entry, text: `${service.host} is in the caller's egress scope` };
    }
    const named = service?.host ?? 'a host that no service has';
    return this.mode(entry) === 'REGISTRY_ONLY'
      ? { kind: 'blocked', entry, text: `${named} is outside of the caller's egress scope, which is REGISTRY_ONLY` }
      : {
          kind: 'passthrough',
          entry,
          text: `${named} is outside of the caller's scope: the call goes on in plaintext`,
        };
  }

  /**
   * Whether the sidecar of a workload knows a VirtualService: by its own namespace, and any of its hosts.
   *
   * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
   */
  imports(from: Workload, namespace: string, hosts: readonly string[], port: number): boolean {
    if (from.mesh !== 'sidecar') return true;
    const entry = this.sidecarOf(from);
    return entry === undefined || hosts.some((host) => this.covers(entry, from, { namespace, host }, port));
  }

  private sidecarOf(workload: Workload): ManifestEntry | undefined {
    if (this.found.has(workload)) return this.found.get(workload);
    const made = this.findSidecar(workload);
    this.found.set(workload, made);
    return made;
  }

  private findSidecar({ namespace, labels }: Workload): ManifestEntry | undefined {
    const own = [...(this.sidecars.get(namespace) ?? [])].sort(byAge);
    const selected = own.find((entry) => isSelecting(entry) && selects(selectorOf(entry), labels));
    const wide = own.find((entry) => !isSelecting(entry));
    const root = [...(this.sidecars.get(this.mesh.rootNamespace) ?? [])].sort(byAge);
    return selected ?? wide ?? root.find((entry) => !isSelecting(entry));
  }

  private mode(entry: ManifestEntry | undefined): string {
    const own = entry && textOf(mapAt(specOf(entry), 'outboundTrafficPolicy')['mode']);
    return own ?? textOf(mapAt(this.mesh.values, 'outboundTrafficPolicy')['mode']) ?? 'ALLOW_ANY';
  }

  private covers(entry: ManifestEntry | undefined, from: Workload, service: Named, port: number): boolean {
    if (entry === undefined) return true;
    const listeners = listOf(specOf(entry)['egress']).map((value) => mapAt(value));
    if (listeners.length === 0) return true;
    return listeners.some(
      (listener) => portFits(listener, port) && hostsFit(strings(listener['hosts']), from, service),
    );
  }
}

function portFits(listener: JsonObject, port: number): boolean {
  const bound = mapAt(listener, 'port')['number'];
  return bound === undefined || bound === port;
}

function hostsFit(hosts: readonly string[], from: Workload, service: Named): boolean {
  const fits = (text: string): boolean => {
    const slash = text.indexOf('/');
    const [namespace, host] = [text.slice(0, slash), text.slice(slash + 1)];
    const wanted = namespace === '.' ? from.namespace : namespace;
    return (wanted === '*' || wanted === service.namespace) && hostCovers(host, service.host);
  };
  const excluded = hosts.filter((host) => host.startsWith('~') && !host.startsWith('~/'));
  if (excluded.some((host) => fits(host.slice(1)))) return false;
  return hosts.some((host) => !host.startsWith('~') && fits(host));
}

/** Whether a host pattern of Istio covers a host: `*`, `*.suffix` or the host itself. */
export function hostCovers(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** Whether a service is exported to a namespace. */
export function isExported(service: MeshService, namespace: string): boolean {
  return service.exportTo.some(
    (to) => to === '*' || to === namespace || (to === '.' && service.namespace === namespace),
  );
}

function selectorOf(entry: ManifestEntry): Readonly<Record<string, string>> {
  return textsOf(mapAt(specOf(entry), 'workloadSelector', 'labels'));
}

function isSelecting(entry: ManifestEntry): boolean {
  return Object.keys(selectorOf(entry)).length > 0;
}
