import { Construct } from 'constructs';
import { AuthorizationPolicyV1 } from '../../lib/imports/istio/index.js';
import { scopeFields, type PolicyScope } from './policy-scope.js';

/** Props of {@link DefaultDeny}. */
export interface DefaultDenyProps {
  /** Namespace that is closed; the root namespace closes the whole mesh. */
  readonly namespace: string;
  /**
   * Name of the AuthorizationPolicy.
   * @default "default-deny"
   */
  readonly name?: string;
  /**
   * What is closed.
   * @default - every pod of the namespace
   */
  readonly scope?: PolicyScope;
}

/**
 * An AuthorizationPolicy without rules: it matches no request, so nothing passes that no other policy allows.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class DefaultDeny extends Construct {
  constructor(scope: Construct, id: string, props: DefaultDenyProps) {
    super(scope, id);
    new AuthorizationPolicyV1(this, 'Resource', {
      metadata: { name: props.name ?? 'default-deny', namespace: props.namespace },
      spec: scopeFields(props.scope ?? { kind: 'namespace' }),
    });
  }
}
