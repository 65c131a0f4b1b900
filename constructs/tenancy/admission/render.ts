import { KEYS } from '../../../lib/model/index.js';
import type {
  ValidatingAdmissionPolicyBindingSpec,
  ValidatingAdmissionPolicySpec,
  Validation,
} from '../../../lib/imports/kubernetes/index.js';
import { text } from './cel.js';
import type { PolicyCheck, PolicyContext, PolicyDefinition } from './policy.js';

/** The policy of a definition, in a given cluster. */
export function policySpec(definition: PolicyDefinition, context: PolicyContext): ValidatingAdmissionPolicySpec {
  const { checks, matchConditions, variables = [] } = definition.body(context);
  const offenders = checks.flatMap((check, at) =>
    check.kind === 'offenders' ? [{ name: offendersName(at), expression: check.list }] : [],
  );
  const all = [...variables, ...offenders];
  return {
    failurePolicy: 'Fail',
    ...(definition.params === undefined ? {} : { paramKind: { apiVersion: 'v1', kind: 'Namespace' } }),
    matchConstraints: { matchPolicy: 'Equivalent', resourceRules: definition.rules },
    ...(matchConditions === undefined ? {} : { matchConditions }),
    ...(all.length === 0 ? {} : { variables: all }),
    validations: checks.map((check, at) => validation(definition, check, at)),
  };
}

/** The binding that puts a policy in force. */
export function bindingSpec(definition: PolicyDefinition, policyName: string): ValidatingAdmissionPolicyBindingSpec {
  const selector = { matchLabels: { [KEYS.role]: 'tenant' } };
  return {
    policyName,
    validationActions: ['Deny'],
    ...(definition.scope === 'tenants' ? { matchResources: { namespaceSelector: selector } } : {}),
    // A cluster without tenants has nobody to refuse.
    ...(definition.params === undefined ? {} : { paramRef: { selector, parameterNotFoundAction: 'Allow' } }),
  };
}

function validation({ code }: PolicyDefinition, check: PolicyCheck, at: number): Validation {
  const message = `${code}: ${check.what}. ${check.remedy}`;
  if (check.kind === 'holds') return { expression: check.expression, message, reason: 'Forbidden' };
  const found = `variables.${offendersName(at)}`;
  return {
    expression: `${found}.size() == 0`,
    message,
    messageExpression: `${text(`${code}: ${check.what} `)} + ${found}.join(", ") + ${text(`. ${check.remedy}`)}`,
    reason: 'Forbidden',
  };
}

function offendersName(at: number): string {
  return `offenders${at + 1}`;
}
