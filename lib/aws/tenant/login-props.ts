import type { Input } from '@pulumi/pulumi';
import type { CommonProps } from '../component.js';

/** Props of {@link TenantLogin}. */
export interface TenantLoginProps extends CommonProps {
  /** Region of the user pool. */
  readonly region: string;
  /** Hosts of the tenant whose users sign in. */
  readonly hosts: readonly string[];
  /** Where users sign in: prefix of a domain of Cognito, which nobody else in the region has taken. */
  readonly domain: string;
  /**
   * Name of the tenant.
   * @default - the name of the component
   */
  readonly tenant?: string;
  /**
   * Whether users need a second factor, by an app that makes codes.
   * @default 'ON'
   */
  readonly mfaConfiguration?: 'ON' | 'OPTIONAL';
  /**
   * Name of the secret in Secrets Manager.
   * @default - `<tenant>/oauth2-proxy`
   */
  readonly secretName?: string;
  /**
   * Key of the session cookie: 32 bytes in base64url.
   * @default - made from the client's secret, so that it stays the same as long as that does
   */
  readonly cookieSecret?: Input<string>;
}
