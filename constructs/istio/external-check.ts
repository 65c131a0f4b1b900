import { Construct } from 'constructs';
import { AuthorizationPolicyV1 } from '../../lib/imports/istio/index.js';

/** Props of {@link ExternalCheck}. */
export interface ExternalCheckProps {
  /** Name of the AuthorizationPolicy. */
  readonly name: string;
  /** Its namespace, that of the gateway pods. */
  readonly namespace: string;
  /** Labels of the gateway pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Name of the extension provider that is asked. */
  readonly provider: string;
  /** External hosts whose requests are checked. */
  readonly hosts: readonly string[];
  /** Ports of the gateway pods whose requests are checked. */
  readonly ports: readonly number[];
}

/** A host as policies must name it: a client may add the port, and policies compare exact strings. */
export function hostForms(hosts: readonly string[]): string[] {
  return [...hosts].sort().flatMap((host) => [host, `${host}:*`]);
}

/**
 * An AuthorizationPolicy that asks an external service about the requests to some hosts.
 *
 * @see https://istio.io/latest/docs/tasks/security/authorization/authz-custom/
 */
export class ExternalCheck extends Construct {
  constructor(scope: Construct, id: string, props: ExternalCheckProps) {
    super(scope, id);
    new AuthorizationPolicyV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        selector: { matchLabels: { ...props.podLabels } },
        action: 'CUSTOM',
        provider: { name: props.provider },
        rules: [{ to: [{ operation: { hosts: hostForms(props.hosts), ports: props.ports.map(String) } }] }],
      },
    });
  }
}
