import { resources, type PolicyDefinition } from '../policy.js';

const ANNOTATION = '"networking.istio.io/exportTo"';

/** Only the platform shows something of a tenant to another namespace. */
export const sharing: PolicyDefinition = {
  name: 'sharing',
  code: 'TM6012',
  scope: 'tenants',
  rules: [
    resources('networking.istio.io', ['virtualservices', 'destinationrules']),
    resources('flagger.app', ['canaries']),
    resources('', ['services', 'services/status']),
  ],
  body: ({ exempt }) => ({
    matchConditions: [{ name: 'not-the-platform', expression: `!(${exempt})` }],
    variables: [
      {
        name: 'exports',
        expression: [
          `object.kind == "Service" ? ${exported('object.metadata')}`,
          `object.kind == "Canary" ? ${['apex', 'primary', 'canary'].map((part) => exported(`object.spec.service.?${part}`)).join(' + ')}`,
          'object.spec.?exportTo.orValue([])',
        ].join(' : '),
      },
    ],
    checks: [
      {
        kind: 'offenders',
        list: 'variables.exports.filter(e, !(e.trim() in ["", ".", "~", request.namespace]))',
        what: 'the object is exported to',
        remedy: 'Write exportTo: ["."]; the platform shares a Service with another tenant.',
      },
    ],
  }),
};

function exported(path: string): string {
  return `${path}.?annotations[?${ANNOTATION}].orValue("").split(",")`;
}
