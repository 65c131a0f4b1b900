import { field, type RuleContext } from '../../context.js';
import type { ManifestEntry } from '../../../manifest/index.js';
import { POD_KINDS, Pods } from '../../lookup/pods.js';
import { KnownSecrets, SECRET_KINDS } from '../../lookup/secrets.js';
import { at, objects, stringMap, strings, text } from '../../read.js';
import type { Rule } from '../../rule.js';

const GATEWAY = 'Gateway.networking.istio.io';
const KUBERNETES_GATEWAY = 'Gateway.gateway.networking.k8s.io';
const CERTIFICATE = 'Certificate.cert-manager.io';

interface Credential {
  readonly gateway: ManifestEntry;
  readonly name: string;
  /** Namespaces in which the Secret must be; none where no pod of the gateway is known. */
  readonly namespaces: readonly string[];
  readonly field: string;
}

/** A certificate that a gateway serves and that is not beside its pods, or is a certificate authority. */
export const gatewayCredential: Rule = {
  meta: {
    code: 'TM4103',
    name: 'gateway-credential',
    area: 'istio',
    summary:
      'Istio reads the certificate of a gateway from the namespace of its pods; where the Secret is not there, the listener stays without a certificate and resets every connection.',
    remedy: 'Write a Certificate with this `secretName` into the namespace of the pods of the gateway.',
    inputs: [GATEWAY, KUBERNETES_GATEWAY, ...POD_KINDS, ...SECRET_KINDS].sort(),
    istioCode: 'IST0101',
  },
  check: (context) => {
    const pods = new Pods(context);
    const secrets = new KnownSecrets(context);
    const authorities = new Set(
      context
        .all(CERTIFICATE)
        .filter((entry) => field(entry, 'spec', 'isCA') === true)
        .map((entry) => `${entry.id.namespace}/${text(field(entry, 'spec', 'secretName')) ?? ''}`),
    );
    for (const credential of [...ofIstio(context, pods), ...ofGatewayApi(context)]) {
      const { gateway, name, namespaces } = credential;
      const missing = namespaces.find((namespace) => !secrets.has(name, namespace));
      const authority = namespaces.find((namespace) => authorities.has(`${namespace}/${name}`));
      const message =
        missing !== undefined
          ? `no Certificate makes Secret "${name}" in namespace "${missing}", where the pods of the gateway are`
          : namespaces.length === 0 && !secrets.has(name)
            ? `no Certificate makes Secret "${name}" in any namespace`
            : undefined;
      if (message !== undefined) context.report(gateway, { field: credential.field, message });
      if (authority !== undefined) context.report(gateway, authorityServed(credential));
    }
  },
};

function authorityServed({ field, name }: Credential) {
  return {
    field,
    message: `Secret "${name}" holds the key of a certificate authority, and the gateway would serve with it`,
    remedy: 'Serve with a leaf certificate: write a Certificate without `isCA`.',
  };
}

function ofIstio(context: RuleContext, pods: Pods): readonly Credential[] {
  return context.all(GATEWAY).flatMap((gateway) => {
    const found = pods.with(stringMap(field(gateway, 'spec', 'selector')));
    const namespaces = [...new Set(found.map(({ namespace }) => namespace))].sort();
    return objects(field(gateway, 'spec', 'servers')).flatMap((server, index) => {
      const single = text(at(server, 'tls', 'credentialName'));
      const names = [...(single === undefined ? [] : [single]), ...strings(at(server, 'tls', 'credentialNames'))];
      return names
        .filter((name) => !name.includes('://'))
        .map((name) => ({ gateway, name, namespaces, field: `spec.servers[${index}].tls` }));
    });
  });
}

function ofGatewayApi(context: RuleContext): readonly Credential[] {
  return context.all(KUBERNETES_GATEWAY).flatMap((gateway) =>
    objects(field(gateway, 'spec', 'listeners')).flatMap((listener, index) =>
      objects(at(listener, 'tls', 'certificateRefs'))
        .filter((reference) => (text(reference['kind']) ?? 'Secret') === 'Secret')
        .map((reference) => ({
          gateway,
          name: text(reference['name']) ?? '',
          namespaces: [text(reference['namespace']) ?? gateway.id.namespace],
          field: `spec.listeners[${index}].tls`,
        })),
    ),
  );
}
