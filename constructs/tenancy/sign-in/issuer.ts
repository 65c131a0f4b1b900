import {
  hasFact,
  host as parseHost,
  httpsUrl,
  isDnsLabel,
  refuse,
  sampleText,
  urlHost,
  urlPort,
  type HttpsUrl,
} from '../../../lib/model/index.js';
import { issuerCidrs, refusePrivate } from './private-issuer.js';
import type { SignInIssuer } from './props.js';

/** What is known of an issuer. */
export interface ResolvedIssuer {
  /** Issuer URL, as the `iss` claim has it. */
  readonly url: HttpsUrl;
  /** Where its keys are, where that is known without asking. */
  readonly jwksUri: string | undefined;
  /** Hosts that oauth2-proxy calls: name of the ServiceEntry, and host. */
  readonly egress: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  /** Their addresses, where they are private. */
  readonly cidrs: readonly string[] | undefined;
}

/** Reads an issuer. */
export function resolveIssuer(where: string, issuer: SignInIssuer): ResolvedIssuer {
  switch (issuer.kind) {
    case 'cognito': {
      const region = regionOf(where, issuer.region);
      const pools = `cognito-idp.${region}.amazonaws.com`;
      const url = httpsUrl(`https://${pools}/${issuer.userPoolId}`, { where, field: 'issuer.userPoolId' });
      const login = loginHost(where, issuer.domain, region);
      return {
        url,
        jwksUri: `${url}/.well-known/jwks.json`,
        egress: [
          { name: 'issuer', host: pools, port: 443 },
          { name: 'login', host: login, port: 443 },
        ],
        cidrs: undefined,
      };
    }
    case 'oidc':
      return resolveOidc(where, issuer);
  }
}

function resolveOidc(where: string, issuer: Extract<SignInIssuer, { kind: 'oidc' }>): ResolvedIssuer {
  const url = httpsUrl(issuer.issuer, { where, field: 'issuer.issuer' });
  const cidrs = issuerCidrs(where, 'issuer', url, issuer.cidrs);
  const endpoints = (issuer.endpointHosts ?? []).map((name) => {
    refusePrivate(where, 'issuer.endpointHosts', name, cidrs, 'issuer.cidrs');
    return parseHost(name, { where, field: 'issuer.endpointHosts' });
  });
  return {
    url,
    jwksUri: undefined,
    egress: [
      { name: 'issuer', host: hostOf(url), port: urlPort(url) },
      ...[...endpoints].sort().map((host) => ({ name: `issuer-${host}`, host, port: 443 })),
    ],
    cidrs,
  };
}

/** The host of a URL; where the host itself is a fact, the fact stands for it. */
function hostOf(url: HttpsUrl): string {
  const text = url.slice('https://'.length);
  const host = text.split('/')[0] ?? text;
  return hasFact(host) && sampleText(host) === urlHost(url) ? host : urlHost(url);
}

function regionOf(where: string, region: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(region)) {
    refuse(
      'TM1414',
      { where, field: 'issuer.region' },
      'not an AWS region',
      region,
      'Write for instance "eu-central-1".',
    );
  }
  return region;
}

function loginHost(where: string, domain: string, region: string): string {
  if (hasFact(domain)) return domain;
  if (domain.includes('.')) return parseHost(domain, { where, field: 'issuer.domain' });
  // Cognito refuses prefixes that hold a name of its own.
  if (isDnsLabel(domain) && !/aws|amazon|cognito/.test(domain)) return `${domain}.auth.${region}.amazoncognito.com`;
  return refuse(
    'TM1414',
    { where, field: 'issuer.domain' },
    'neither the prefix of a Cognito domain nor a host; a prefix is a DNS label without "aws", "amazon" and "cognito"',
    domain,
    'Write a prefix such as "tenant-a", or a host such as "login.example.com".',
  );
}
