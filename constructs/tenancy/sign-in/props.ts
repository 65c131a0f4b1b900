import type { MeshNamespace } from '../mesh-namespace/index.js';
import type { SecureGateway } from '../secure-gateway/index.js';

/** Who issues the tokens. */
export type SignInIssuer =
  /** A user pool of Amazon Cognito. */
  | {
      readonly kind: 'cognito';
      /** AWS region of the user pool. */
      readonly region: string;
      /** Id of the user pool. May be a fact. */
      readonly userPoolId: string;
      /** Where users sign in: the prefix of a Cognito domain, or a full host of one's own. */
      readonly domain: string;
    }
  /** Any issuer of OpenID Connect. */
  | {
      readonly kind: 'oidc';
      /** The issuer, exactly as the `iss` claim has it. May be a fact. */
      readonly issuer: string;
      /**
       * Hosts, beside that of the issuer, that its discovery document names for tokens and keys.
       * @default - none
       */
      readonly endpointHosts?: readonly string[];
      /**
       * Addresses of all these hosts, where they are private: oauth2-proxy and istiod are let out to them by name.
       * @default - public addresses
       */
      readonly cidrs?: readonly string[];
    };

/** The session cookie. */
export interface SignInCookie {
  /**
   * Name; the prefix `__Host-` binds the cookie to one host and to TLS.
   * @default "__Host-<tenant>"
   */
  readonly name?: string;
  /**
   * How long a session lasts.
   * @default "8h"
   */
  readonly expire?: string;
  /**
   * After how long the token in the session is renewed; less than the token lives.
   * @default "45m"
   */
  readonly refresh?: string;
  /**
   * Whether other sites may cause requests with it.
   * @default "lax"
   */
  readonly sameSite?: 'lax' | 'strict';
}

/** Props of {@link SignIn}. */
export interface SignInProps {
  /** Tenant whose users sign in. */
  readonly tenant: string;
  /** Namespace of the tenant's oauth2-proxy, with role `auth`: the tenant has no rights in it. */
  readonly namespace: MeshNamespace;
  /** Gateway that asks it. */
  readonly gateway: SecureGateway;
  /** Hosts, added to the gateway, whose requests need a session. */
  readonly hosts: readonly string[];
  /** Who issues the tokens. */
  readonly issuer: SignInIssuer;
  /**
   * Domains of the e-mail addresses that may sign in; `["*"]` alone admits every user of the issuer. There is no
   * default, since with a shared issuer the wrong one lets strangers in.
   */
  readonly emailDomains: readonly string[];
  /**
   * Name of the Secret with `client-id`, `client-secret` and `cookie-secret`, which somebody supplies.
   * @default "oauth2-proxy"
   */
  readonly existingSecret?: string;
  /**
   * Scopes that are asked for.
   * @default - openid alone for Cognito, which then tells all claims; openid and email for other issuers
   */
  readonly scopes?: readonly string[];
  /**
   * The session cookie.
   * @default - the defaults of each field
   */
  readonly cookie?: SignInCookie;
}
