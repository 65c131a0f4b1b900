import { KEYS } from '../../../../lib/model/index.js';
import { namespaceAnnotation, text } from '../cel.js';
import { POD_RULES, POD_VARIABLES } from '../pods.js';
import { resources, type PolicyDefinition } from '../policy.js';

const SIGNER = 'ISTIO_META_CERT_SIGNER';
const CONFIG = 'proxy.istio.io/config';
const HARMLESS = ['holdApplicationUntilProxyStarts', 'concurrency', 'drainDuration', 'terminationDrainDuration'];
const SETTING = `"?(${HARMLESS.join('|')})"?\\s*:\\s*"?[A-Za-z0-9.]+"?[\\s,]*`;

/** A proxy asks the signer of its own namespace for certificates, whatever the pod says. */
export const signer: PolicyDefinition = {
  name: 'signer',
  code: 'TM6002',
  scope: 'tenants',
  rules: [...POD_RULES, resources('networking.istio.io', ['proxyconfigs'])],
  body: () => ({
    variables: [...POD_VARIABLES, { name: 'signer', expression: namespaceAnnotation(KEYS.signer) }],
    checks: [
      {
        kind: 'holds',
        // Only what cannot name a signer passes: YAML knows too many ways to write one key.
        expression: `!(${text(CONFIG)} in variables.annotations) || variables.annotations[${text(CONFIG)}].matches(${text(`^[{\\s]*(${SETTING})*[}\\s]*$`)})`,
        what: `the annotation ${CONFIG} holds more than ${HARMLESS.join(', ')}`,
        remedy: 'Leave the rest out; the platform configures proxies.',
      },
      {
        kind: 'offenders',
        list: `variables.containers.filter(c, ${FOREIGN}).map(c, c.name)`,
        what: `${SIGNER} or PROXY_CONFIG names a signer in container`,
        remedy: 'Leave it out; the signer of the namespace is injected.',
      },
      {
        kind: 'holds',
        expression: `object.kind != "ProxyConfig" || object.spec.?environmentVariables[?${text(SIGNER)}].orValue(variables.signer) == variables.signer`,
        what: `a ProxyConfig sets ${SIGNER} to another signer`,
        remedy: `Write the signer that the annotation ${KEYS.signer} of the Namespace holds.`,
      },
    ],
  }),
};

/** The injected proxy bears the signer of its namespace in both variables; in a namespace without one, that of the mesh. */
const OWN_VALUE = [
  'variables.signer == ""',
  `e.name == ${text(SIGNER)} && e.?value.orValue("") == variables.signer`,
  'e.name == "PROXY_CONFIG" && ' +
    `e.?value.orValue("").split("CERT_SIGNER").size() == e.?value.orValue("").split("\\"${SIGNER}\\":\\"" + variables.signer + "\\"").size()`,
]
  .map((part) => `(${part})`)
  .join(' || ');
const INJECTED = 'object.kind == "Pod" && c.name == "istio-proxy"';
const FOREIGN =
  `c.?env.orValue([]).exists(e, e.name in [${text(SIGNER)}, "PROXY_CONFIG"] && !(${INJECTED} && (${OWN_VALUE})))` +
  ' || (c.name == "istio-proxy" && c.?envFrom.orValue([]).size() > 0)';
