import type { ManifestEntry, ManifestSet } from '../../manifest/index.js';
import type { MeshConfig } from '../mesh-config.js';
import { connectionRules, ruleSet, type RuleSet } from './authorization.js';
import type { CallProtocol } from './call.js';
import { composeMtls, type WorkloadMtls } from './peer-authentication.js';
import { tokenRules, type TokenRule } from './request-authentication.js';
import { isAttached, type PolicySubject } from './attachment.js';
import { groupByNamespace } from './selector.js';

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

  /** Policies of the root namespace, of the workload's own and of the Service behind a waypoint that reach it. */
  private attached(index: ByNamespace, subject: PolicySubject): readonly ManifestEntry[] {
    const root = this.mesh.rootNamespace;
    const { namespace, serves } = subject;
    const served = serves === undefined || serves.kind === 'pods' ? [] : [serves.namespace];
    return [...new Set([root, namespace, ...served])]
      .flatMap((each) => index.get(each) ?? NONE)
      .filter((entry) => isAttached(entry, subject, root));
  }
}
