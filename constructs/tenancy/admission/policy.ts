import type { Code } from '../../../lib/model/index.js';
import type { MatchCondition, NamedRuleWithOperations, Variable } from '../../../lib/imports/kubernetes/index.js';

/** What a policy must know of the cluster it guards. */
export interface PolicyContext {
  /** DNS domain of Services. */
  readonly clusterDomain: string;
  /** Whether pods fetch AWS credentials from the Pod Identity address, which a proxy cannot carry. */
  readonly podIdentity: boolean;
  /** Namespace of the signers of the mesh. */
  readonly signerNamespace: string;
  /** PriorityClasses that pods of tenants may name. */
  readonly priorityClasses: readonly string[];
  /** CEL condition that holds for requests of those who apply the platform. */
  readonly exempt: string;
}

/** One condition of a policy: a condition that must hold, or a list of offenders that must be empty. */
export type PolicyCheck =
  | {
      readonly kind: 'holds';
      /** CEL condition. */
      readonly expression: string;
      /** What is wrong, as a sentence without a final period. */
      readonly what: string;
      /** What to write instead, as one sentence. */
      readonly remedy: string;
    }
  | {
      readonly kind: 'offenders';
      /** CEL list of the strings at fault, shown in the message. */
      readonly list: string;
      /** What is wrong, as a phrase that the offenders follow. */
      readonly what: string;
      /** What to write instead, as one sentence. */
      readonly remedy: string;
    };

/** What a policy asks of a request. */
export interface PolicyBody {
  /** Variables, in the order in which they use each other. @default - none */
  readonly variables?: readonly Variable[];
  /** Conditions without which the policy does not look at a request. @default - it looks at every one */
  readonly matchConditions?: readonly MatchCondition[];
  readonly checks: readonly PolicyCheck[];
}

/** A policy, as data: what it looks at, and what it asks. */
export interface PolicyDefinition {
  /** Name, after the common prefix. */
  readonly name: string;
  /** Code of the rule it enforces. */
  readonly code: Code;
  /** Where it looks: in namespaces of tenants, or at the whole cluster. */
  readonly scope: 'tenants' | 'cluster';
  /** Objects that it is asked about one by one, as `params`. @default - none */
  readonly params?: 'tenant-namespaces';
  /** Which requests it looks at. */
  readonly rules: readonly NamedRuleWithOperations[];
  /** What it asks, in a given cluster. */
  readonly body: (context: PolicyContext) => PolicyBody;
}

/** A rule on resources of one group, in every version. */
export function resources(
  apiGroup: string,
  names: readonly string[],
  operations: NamedRuleWithOperations['operations'] = ['CREATE', 'UPDATE'],
): NamedRuleWithOperations {
  return { apiGroups: [apiGroup], apiVersions: ['*'], operations, resources: names };
}
