import { compile } from '../../../../lib/manifest/schema/cel/compile.js';
import { parse } from '../../../../lib/manifest/schema/cel/parser.js';
import type { CelValue } from '../../../../lib/manifest/schema/cel/values.js';
import { kindInfo } from '../../../../lib/imports/schemas.js';
import type { ValidatingAdmissionPolicySpec } from '../../../../lib/imports/kubernetes/index.js';
import type { KubeObject } from '../../../../lib/model/index.js';
import { TENANT_NAMESPACE } from '../../../fixtures/admission/index.js';

/** A request as a policy sees it. */
export interface Asked {
  readonly object: KubeObject;
  readonly oldObject?: KubeObject;
  readonly user: string;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly subResource?: string;
}

type Values = Record<string, CelValue>;

/** Messages of the conditions that a request fails: those that the API server would refuse it with. */
export function refusals(policy: ValidatingAdmissionPolicySpec, asked: Asked): readonly string[] {
  if (!looksAt(policy, asked)) return [];
  const values = request(asked);
  const conditions = policy.matchConditions ?? [];
  if (conditions.some(({ expression }) => evaluate(expression, values) !== true)) return [];
  const variables: Values = {};
  for (const { name, expression } of policy.variables ?? [])
    variables[name] = evaluate(expression, { ...values, variables });
  const all = { ...values, variables };
  return (policy.validations ?? [])
    .filter(({ expression }) => evaluate(expression, all) !== true)
    .map(({ message = '', messageExpression }) => {
      const told = messageExpression === undefined ? message : evaluate(messageExpression, all);
      return typeof told === 'string' ? told : message;
    });
}

function looksAt({ matchConstraints }: ValidatingAdmissionPolicySpec, { object }: Asked): boolean {
  const info = kindInfo(object.apiVersion, object.kind);
  if (info === undefined) throw new Error(`Nobody knows the kind ${object.kind}.`);
  const { group, plural } = info;
  return (matchConstraints?.resourceRules ?? []).some(
    ({ apiGroups = [], resources = [] }) =>
      apiGroups.includes(group) && (resources.includes('*') || resources.includes(plural)),
  );
}

function request({ object, oldObject, user, operation, subResource }: Asked): Values {
  const asked = {
    operation,
    namespace: TENANT_NAMESPACE.metadata.name,
    kind: { kind: object.kind },
    userInfo: { username: user, groups: ['system:authenticated'] },
    ...(subResource === undefined ? {} : { subResource }),
  };
  const json = {
    object,
    oldObject: oldObject ?? null,
    request: asked,
    namespaceObject: TENANT_NAMESPACE,
    params: TENANT_NAMESPACE,
  };
  return JSON.parse(JSON.stringify(json)) as Values;
}

function evaluate(expression: string, values: Values): CelValue {
  const names = Object.keys(values);
  const scope = new Map(names.map((name, at) => [name, at]));
  return compile(parse(expression), scope)(names.map((name) => values[name] as CelValue));
}
