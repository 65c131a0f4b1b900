import type { Recording } from 'tenant-mesh/testing/pulumi';

/** A statement as it is sent to AWS. */
export interface RecordedStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy of a recording. */
export interface RecordedPolicy {
  /** Name of the resource that holds it. */
  readonly name: string;
  /** Type of that resource. */
  readonly type: string;
  /** Whether it says what its holder may do, who may take a role, or who may use a resource. */
  readonly kind: 'identity' | 'trust' | 'resource';
  /** Its statements. */
  readonly statements: readonly RecordedStatement[];
}

/** Every policy that a program sends to AWS. */
export function policiesOf(recording: Recording): readonly RecordedPolicy[] {
  return recording.resources.flatMap(({ name, type, inputs }): readonly RecordedPolicy[] => {
    const trust = inputs['assumeRolePolicy'];
    if (typeof trust === 'string') return [{ name, type, kind: 'trust', statements: statementsOf(trust) }];
    const policy = inputs['policy'];
    if (typeof policy !== 'string' || type.includes('lifecyclePolicy')) return [];
    const kind = type === 'aws:iam/rolePolicy:RolePolicy' ? 'identity' : 'resource';
    return [{ name, type, kind, statements: statementsOf(policy) }];
  });
}

function statementsOf(text: string): readonly RecordedStatement[] {
  const { Statement } = JSON.parse(text) as { readonly Statement: readonly RecordedStatement[] };
  return Statement;
}

/** An action on a resource that a policy allows or denies; a trust policy names no resource. */
export interface RecordedAction {
  readonly policy: string;
  readonly sid: string;
  readonly action: string;
  readonly resource: string | undefined;
}

/** Every action of a policy with every resource it is about. */
export function actionsOf({ name, statements }: RecordedPolicy, effect: RecordedStatement['Effect']): RecordedAction[] {
  return statements
    .filter(({ Effect }) => Effect === effect)
    .flatMap(({ Sid, Action, Resource }) =>
      Action.flatMap((action) =>
        (Resource ?? [undefined]).map((resource) => ({ policy: name, sid: Sid, action, resource })),
      ),
    );
}
