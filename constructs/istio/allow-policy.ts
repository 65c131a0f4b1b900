import { Construct } from 'constructs';
import { AuthorizationPolicyV1, type AuthorizationPolicyV1SpecRules } from '../../lib/imports/istio/index.js';
import { lazy } from '../../lib/model/index.js';
import { scopeFields, type PolicyScope } from './policy-scope.js';

/** Props of {@link AllowPolicy}. */
export interface AllowPolicyProps {
  /** Name of the AuthorizationPolicy. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** What it is attached to. */
  readonly scope: PolicyScope;
  /** Makes the rules; it runs at synth, so that rules may be added until then. No rule means that nobody is let in. */
  readonly rules: () => readonly AuthorizationPolicyV1SpecRules[];
}

/**
 * An AuthorizationPolicy that lets callers in, with rules that may grow until synth.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AllowPolicy extends Construct {
  constructor(scope: Construct, id: string, props: AllowPolicyProps) {
    super(scope, id);
    new AuthorizationPolicyV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: { ...scopeFields(props.scope), action: 'ALLOW', rules: lazy(() => [...props.rules()]) },
    });
  }
}
