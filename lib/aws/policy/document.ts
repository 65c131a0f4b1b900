import type { Input, Output } from '@pulumi/pulumi';
import { pulumi } from '../sdk.js';

/** Conditions of a statement: operator, key, values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, Input<string> | readonly Input<string>[]>>>>;

/** A statement of an IAM policy. */
export interface Statement {
  /** Id of the statement, letters and digits. */
  readonly sid: string;
  /**
   * Whether it allows or denies.
   * @default 'Allow'
   */
  readonly effect?: 'Allow' | 'Deny';
  /** Actions, such as `s3:GetObject`. */
  readonly actions: readonly string[];
  /** ARNs that the actions are allowed on. */
  readonly resources: readonly Input<string>[];
  /**
   * Conditions that must all hold.
   * @default - none
   */
  readonly conditions?: Conditions;
}

/** Who may do something, in the policy of a resource or the trust policy of a role. */
export type Principal = Readonly<Record<'Service' | 'Federated' | 'AWS', Input<string> | readonly Input<string>[]>>;

/** A statement of a policy that stands on a resource. */
export interface ResourceStatement extends Omit<Statement, 'resources'> {
  /** Who it is about. */
  readonly principal: Partial<Principal> | '*';
  /**
   * ARNs; a trust policy has none.
   * @default - the role itself
   */
  readonly resources?: readonly Input<string>[];
}

/** Text of a policy for what holds it. */
export function policyText(statements: readonly Statement[]): Output<string> {
  return documentText(statements.map((statement) => written(statement, {})));
}

/** Text of a policy that stands on a resource. */
export function resourcePolicyText(statements: readonly ResourceStatement[]): Output<string> {
  return documentText(statements.map((statement) => written(statement, { Principal: statement.principal })));
}

function written(
  { sid, effect, actions, resources, conditions }: Omit<Statement, 'resources'> & Partial<Statement>,
  more: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    Sid: sid,
    Effect: effect ?? 'Allow',
    ...more,
    Action: actions,
    ...(resources === undefined ? {} : { Resource: resources }),
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

function documentText(statements: readonly Readonly<Record<string, unknown>>[]): Output<string> {
  return pulumi.jsonStringify({ Version: '2012-10-17', Statement: statements });
}
