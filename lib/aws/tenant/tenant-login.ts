import { createHmac } from 'node:crypto';
import type { ComponentResourceOptions, Output } from '@pulumi/pulumi';
import { dnsLabel, host as parseHost, isDnsLabel, MeshError } from '../../model/index.js';
import { regionName } from '../arn.js';
import { AwsComponent } from '../component.js';
import { aws, pulumi } from '../sdk.js';
import type { TenantLoginProps } from './login-props.js';

/** Claim that tells users of one tenant from those of another, and that no user can write. */
const CLAIM = 'tenantid';

const PASSWORDS = {
  minimumLength: 14,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: false,
  requireUppercase: true,
  temporaryPasswordValidityDays: 3,
} as const;

/** Data of the Secret that oauth2-proxy reads, by key. */
export type LoginSecret = Readonly<Record<'client-id' | 'client-secret' | 'cookie-secret', Output<string>>>;

/**
 * The sign-in of a tenant: a user pool of its own, a client for its oauth2-proxy, and the domain where users sign in.
 * The client's secret goes to Secrets Manager and to whom `secret` is given; it is shown nowhere.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
 */
export class TenantLogin extends AwsComponent {
  /** Name of the tenant. */
  readonly tenant: string;
  /** Id of the user pool. */
  readonly userPoolId: Output<string>;
  /** Id of the client. */
  readonly clientId: Output<string>;
  /** Prefix of the domain, for `domain` of the tenant's sign-in. */
  readonly domain: string;
  /** Issuer of the tokens, as their `iss` claim has it. */
  readonly issuer: Output<string>;
  /** ARN of the secret in Secrets Manager. */
  readonly secretArn: Output<string>;
  /** Data of the Secret of oauth2-proxy, as secrets of Pulumi. */
  readonly secret: LoginSecret;

  /**
   * @param name - name of the component in the stack, usually that of the tenant
   * @param props - hosts, and where users sign in
   * @param options - options of the component
   */
  constructor(name: string, props: TenantLoginProps, options: ComponentResourceOptions = {}) {
    super('TenantLogin', name, props, options);
    const region = regionName(props.region, this.where);
    this.tenant = dnsLabel(props.tenant ?? name, { where: this.where, field: 'tenant' });
    this.domain = checkedDomain(this.where, props.domain);
    this.userPoolId = this.makePool(props);
    const client = this.makeClient(checkedHosts(this.where, props.hosts));
    this.clientId = client.id;
    this.issuer = this.userPoolId.apply((id) => `https://cognito-idp.${region}.amazonaws.com/${id}`);
    this.secret = {
      'client-id': pulumi.secret(client.id),
      'client-secret': client.secret,
      'cookie-secret': pulumi.secret(props.cookieSecret ?? client.secret.apply(cookieSecret)),
    };
    this.secretArn = this.keepSecret(props.secretName ?? `${this.tenant}/oauth2-proxy`);
    this.registerOutputs({ userPoolId: this.userPoolId, clientId: this.clientId });
  }

  /** Administrators make users, and say which tenant they belong to. */
  private makePool({ mfaConfiguration }: TenantLoginProps): Output<string> {
    const cognito = aws('cognito');
    const id = 'users';
    const pool = new cognito.UserPool(
      this.child(id),
      {
        name: this.child(id),
        adminCreateUserConfig: { allowAdminCreateUserOnly: true },
        accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
        autoVerifiedAttributes: ['email'],
        usernameAttributes: ['email'],
        usernameConfiguration: { caseSensitive: false },
        mfaConfiguration: mfaConfiguration ?? 'ON',
        softwareTokenMfaConfiguration: { enabled: true },
        passwordPolicy: PASSWORDS,
        schemas: [
          {
            name: CLAIM,
            attributeDataType: 'String',
            developerOnlyAttribute: false,
            mutable: false,
            required: false,
            stringAttributeConstraints: { minLength: '1', maxLength: '63' },
          },
        ],
        deletionProtection: this.keeps ? 'ACTIVE' : 'INACTIVE',
        tags: this.tagged(id),
      },
      this.kept(),
    );
    const domain = { domain: this.domain, userPoolId: pool.id };
    new cognito.UserPoolDomain(this.child('domain'), domain, this.below());
    return pool.id;
  }

  /** A claim that clients could write would be no claim: the client writes the address alone. */
  private makeClient(hosts: readonly string[]): { readonly id: Output<string>; readonly secret: Output<string> } {
    const client = new (aws('cognito').UserPoolClient)(
      this.child('client'),
      {
        name: this.child('client'),
        userPoolId: this.userPoolId,
        generateSecret: true,
        allowedOauthFlowsUserPoolClient: true,
        allowedOauthFlows: ['code'],
        allowedOauthScopes: ['openid'],
        supportedIdentityProviders: ['COGNITO'],
        callbackUrls: hosts.map((host) => `https://${host}/oauth2/callback`),
        logoutUrls: hosts.map((host) => `https://${host}/oauth2/sign_out`),
        explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
        enableTokenRevocation: true,
        preventUserExistenceErrors: 'ENABLED',
        accessTokenValidity: 60,
        idTokenValidity: 60,
        refreshTokenValidity: 12,
        tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'hours' },
        readAttributes: [`custom:${CLAIM}`, 'email', 'email_verified'],
        writeAttributes: ['email'],
      },
      this.below({ additionalSecretOutputs: ['clientSecret'] }),
    );
    return { id: client.id, secret: pulumi.secret(client.clientSecret) };
  }

  private keepSecret(name: string): Output<string> {
    const manager = aws('secretsmanager');
    const id = 'secret';
    const description = `Client of ${this.tenant} for oauth2-proxy`;
    const secret = new manager.Secret(this.child(id), { name, description, tags: this.tagged(id) }, this.kept());
    const secretString = pulumi.secret(pulumi.jsonStringify(this.secret));
    new manager.SecretVersion(this.child(id), { secretId: secret.id, secretString }, this.below());
    return secret.arn;
  }
}

/** 32 bytes that nobody can tell without the client's secret, which stands beside it wherever it is kept. */
function cookieSecret(clientSecret: string): string {
  return createHmac('sha256', clientSecret).update('oauth2-proxy cookie').digest('base64url');
}

function checkedDomain(where: string, domain: string): string {
  if (isDnsLabel(domain) && !/aws|amazon|cognito/.test(domain)) return domain;
  throw new MeshError({
    code: 'TM7111',
    where,
    field: 'domain',
    what: 'Cognito takes a DNS label without "aws", "amazon" and "cognito" as the prefix of a domain',
    value: domain,
    remedy: 'Write a prefix such as "tenant-a-example".',
  });
}

function checkedHosts(where: string, hosts: readonly string[]): readonly string[] {
  if (hosts.length > 0) return hosts.map((each) => parseHost(each, { where, field: 'hosts' }));
  throw new MeshError({
    code: 'TM7111',
    where,
    field: 'hosts',
    what: 'the client has no host to come back to, so nobody could sign in',
    value: hosts,
    remedy: 'Name the hosts of the tenant, such as ["tenant-a.example.com"].',
  });
}
