import { listOf, mapAt, type ManifestEntry, type ManifestSet } from '../../manifest/index.js';
import type { JsonObject } from '../../model/index.js';
import { selects } from '../../analyzer/read.js';
import type { MeshConfig } from '../mesh-config.js';
import { connectionRules, ruleSet, type RuleSet } from './authorization.js';
import type { CallProtocol } from './call.js';
import { composeMtls, type WorkloadMtls } from './peer-authentication.js';
import { tokenRules, type TokenRule } from './request-authentication.js';
import { groupByNamespace, namespaceOf, selectorLabels, specOf, type Labels } from './selector.js';

/** What policies know a workload by. */
export interface PolicySubject {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels of the pods. */
  readonly labels: Labels;
}

/** The policies of a workload, made ready. */
export interface WorkloadPolicies {
  /** What it demands of connections. */
  readonly mtls: WorkloadMtls;
  /** Rules that accept tokens. */
  readonly tokenRules: readonly TokenRule[];
  /** Rules for a protocol. */
  readonly rules: (protocol: CallProtocol) => RuleSet;
  /** Rules that the proxy of a node holds in ambient mode. */
  readonly connections: () => RuleSet;
}

const SECURITY = 'security.istio.io';
type ByNamespace = ReadonlyMap<string, readonly ManifestEntry[]>;
const NONE: readonly ManifestEntry[] = [];

/** The security policies of a set, indexed by namespace. */
export class Policies {
  private readonly authorization: ByNamespace;
  private readonly peer: ByNamespace;
  private readonly request: ByNamespace;

  constructor(
    set: ManifestSet,
    private readonly mesh: MeshConfig,
  ) {
    this.authorization = groupByNamespace(set.byKind(SECURITY, 'AuthorizationPolicy'));
    this.peer = groupByNamespace(set.byKind(SECURITY, 'PeerAuthentication'));
    this.request = groupByNamespace(set.byKind(SECURITY, 'RequestAuthentication'));
  }

  /** What applies to a workload. */
  of(subject: PolicySubject): WorkloadPolicies {
    const root = this.mesh.rootNamespace;
    const { namespace, labels } = subject;
    const authorization = this.attached(this.authorization, subject);
    const made = new Map<CallProtocol, RuleSet>();
    let connections: RuleSet | undefined;
    return {
      mtls: composeMtls(this.peer.get(root) ?? NONE, this.peer.get(namespace) ?? NONE, labels, namespace === root),
      tokenRules: tokenRules(this.attached(this.request, subject)),
      rules: (protocol) => {
        const known = made.get(protocol) ?? ruleSet(authorization, protocol, this.mesh.trustDomains);
        made.set(protocol, known);
        return known;
      },
      connections: () => (connections ??= connectionRules(authorization)),
    };
  }

  /** Policies of the root namespace and of the workload's own that select it; targetRefs reach gateways they name. */
  private attached(index: ByNamespace, { namespace, labels }: PolicySubject): readonly ManifestEntry[] {
    const root = this.mesh.rootNamespace;
    const own = namespace === root ? NONE : (index.get(namespace) ?? NONE);
    return [...(index.get(root) ?? NONE), ...own].filter((entry) => {
      const spec = specOf(entry);
      const targets = targetsOf(spec);
      if (targets.length > 0)
        return namespaceOf(entry) === namespace && targets.some((target) => isGateway(target, labels));
      return selects(selectorLabels(spec), labels);
    });
  }
}

const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

function targetsOf(spec: JsonObject): readonly JsonObject[] {
  const single = spec['targetRef'];
  return [...listOf(spec['targetRefs']), ...(single === undefined ? [] : [single])].map((value) => mapAt(value));
}

function isGateway({ group, kind, name }: JsonObject, labels: Labels): boolean {
  return group === 'gateway.networking.k8s.io' && kind === 'Gateway' && name === labels[GATEWAY_LABEL];
}
