import { isObject, own } from '../../values.js';
import type { JsonObject, JsonValue } from '../../../../model/index.js';
import {
  at,
  both,
  each,
  has,
  is,
  lacks,
  need,
  needItems,
  not,
  reportedAt,
  when,
  type Demand,
  type Demands,
} from './demand.js';

const RULE: readonly Demand[] = [
  need('apiGroups', 'apiVersions', 'operations', 'resources'),
  needItems('apiVersions'),
  needItems('resources'),
];
/** Exactly one of the two says where the webhook is. */
const CLIENT = when(
  (webhook) => has('clientConfig.url')(webhook) === has('clientConfig.service')(webhook),
  () => ['clientConfig'],
);

const lacksType = lacks('type');

/** A schema below another one must say its type. */
function untyped(value: JsonValue | undefined): boolean {
  if (!isObject(value)) return false;
  const free =
    own(value, 'x-kubernetes-int-or-string') === true || own(value, 'x-kubernetes-preserve-unknown-fields') === true;
  return !free && lacksType(value);
}

function typesBelow(schema: JsonObject): readonly string[] {
  const properties = at(schema, 'properties');
  const named = isObject(properties) ? Object.keys(properties).filter((key) => untyped(own(properties, key))) : [];
  const parts = ['items', 'additionalProperties'].filter((name) => untyped(own(schema, name)));
  return [...named.map((key) => `properties[${key}].type`), ...parts.map((name) => `${name}.type`)];
}

/** Webhooks and policies of admission, and definitions of kinds. */
export const ADMISSION_DEMANDS: Demands = {
  'admissionregistration.RuleWithOperations': RULE,
  'admissionregistration.NamedRuleWithOperations': RULE,
  'admissionregistration.MutatingWebhook': [CLIENT],
  'admissionregistration.ValidatingWebhook': [CLIENT],
  // The server takes the name for the namespace and the namespace for the name.
  'admissionregistration.ServiceReference': [
    when(lacks('name'), () => ['namespace']),
    when(lacks('namespace'), () => ['name']),
  ],
  'admissionregistration.ValidatingAdmissionPolicySpec': [
    need('matchConstraints'),
    when(has('matchConstraints'), need('matchConstraints.resourceRules')),
    when(both(lacks('validations'), lacks('auditAnnotations')), need('validations', 'auditAnnotations')),
  ],
  'admissionregistration.ParamKind': [need('apiVersion', 'kind')],
  'admissionregistration.ValidatingAdmissionPolicyBindingSpec': [need('policyName', 'validationActions')],
  'admissionregistration.ParamRef': [
    when(both(lacks('name'), not(has('selector'))), () => ['']),
    need('parameterNotFoundAction'),
  ],
  'apiextensions.CustomResourceDefinitionVersion': [
    when(not(has('schema.openAPIV3Schema')), () => ['schema.openAPIV3Schema']),
    when(
      (version) => untyped(at(version, 'schema.openAPIV3Schema')),
      () => ['schema.openAPIV3Schema.type'],
    ),
  ],
  // The server names this field by its name in Go.
  'apiextensions.CustomResourceColumnDefinition': [reportedAt('JSONPath', need('jsonPath'))],
  'apiextensions.CustomResourceConversion': [
    when(both(is('strategy', 'Webhook'), not(has('webhook.clientConfig'))), () => ['webhookClientConfig']),
  ],
  'apiextensions.JSONSchemaProps': [
    typesBelow,
    when(both(has('x-kubernetes-list-type'), lacks('type')), () => ['type']),
    when(both(has('x-kubernetes-map-type'), lacks('type')), () => ['type']),
    when(both(is('type', 'array'), not(has('items'))), () => ['items']),
    when(is('x-kubernetes-list-type', 'map'), need('x-kubernetes-list-map-keys')),
    when(both(not(lacks('x-kubernetes-list-map-keys')), not(has('x-kubernetes-list-type'))), () => [
      'x-kubernetes-list-type',
    ]),
    each('x-kubernetes-validations', need('rule')),
  ],
};
