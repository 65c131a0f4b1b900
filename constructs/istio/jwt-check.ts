import { Construct } from 'constructs';
import { RequestAuthenticationV1 } from '../../lib/imports/istio/index.js';
import { httpsUrl } from '../../lib/model/index.js';
import { scopeFields, type PolicyScope } from './policy-scope.js';

/** Props of {@link JwtCheck}. */
export interface JwtCheckProps {
  /** Name of the RequestAuthentication. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** What it is attached to. */
  readonly scope: PolicyScope;
  /** Issuer, exactly as the `iss` claim has it. May hold a fact. */
  readonly issuer: string;
  /**
   * Where the signing keys are. May hold a fact.
   * @default - found through the issuer's discovery document
   */
  readonly jwksUri?: string;
  /**
   * Accepted audiences.
   * @default - any audience
   */
  readonly audiences?: readonly string[];
}

/**
 * A RequestAuthentication: a token that is there must be valid. That one must be there is what an ALLOW rule says.
 * The token is passed on, so that the next hop can check it too.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export class JwtCheck extends Construct {
  constructor(scope: Construct, id: string, props: JwtCheckProps) {
    super(scope, id);
    const where = this.node.path;
    const issuer = httpsUrl(props.issuer, { where, field: 'issuer' });
    const jwksUri = props.jwksUri === undefined ? undefined : httpsUrl(props.jwksUri, { where, field: 'jwksUri' });
    new RequestAuthenticationV1(this, 'Resource', {
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        ...scopeFields(props.scope),
        jwtRules: [
          {
            issuer,
            ...(jwksUri === undefined ? {} : { jwksUri }),
            ...(props.audiences === undefined ? {} : { audiences: [...props.audiences] }),
            forwardOriginalToken: true,
          },
        ],
      },
    });
  }
}
