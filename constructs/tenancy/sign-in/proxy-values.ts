import {
  durationMs,
  goDuration,
  isDnsSubdomain,
  KEYS,
  refuse,
  type JsonObject,
  type KubeObject,
} from '../../../lib/model/index.js';
import type { ICallee } from '../mesh-namespace/index.js';
import type { SignInCookie, SignInIssuer, SignInProps } from './props.js';

/** Name of oauth2-proxy in the namespace of its tenant: of Deployment, Service and account. */
export const OAUTH2_PROXY = 'oauth2-proxy';

/** Port that oauth2-proxy listens on, and that of its Service. */
export const PROXY_PORT = { target: 4180, service: 80 } as const;

/** Keys of the Secret that oauth2-proxy reads. */
export const SECRET_KEYS = ['client-id', 'client-secret', 'cookie-secret'] as const;

/** Labels of its pods that policies select on. */
export const PROXY_LABELS = { [KEYS.workload]: OAUTH2_PROXY } as const;

/** The proxy as doors of its namespace know it. */
export function proxyCallee(namespace: string): ICallee {
  return {
    name: OAUTH2_PROXY,
    namespace,
    podLabels: PROXY_LABELS,
    ports: [{ name: 'http', port: PROXY_PORT.service, targetPort: PROXY_PORT.target, appProtocol: 'http' }],
  };
}

/** A cookie whose fields are known and checked. */
interface CheckedCookie {
  readonly name: string;
  readonly expire: string;
  readonly refresh: string;
  readonly sameSite: 'lax' | 'strict';
}

/** Checks the cookie. */
export function checkCookie(where: string, tenant: string, cookie: SignInCookie = {}): CheckedCookie {
  const name = cookie.name ?? `__Host-${tenant}`;
  if (!/^__Host-[A-Za-z0-9_-]{1,200}$/.test(name)) {
    refuse(
      'TM1410',
      { where, field: 'cookie.name' },
      'without the prefix "__Host-" another host of the domain can set the cookie',
      name,
      `Write "__Host-${tenant}".`,
    );
  }
  const expire = goDuration(cookie.expire ?? '8h', { where, field: 'cookie.expire' });
  const refresh = goDuration(cookie.refresh ?? '45m', { where, field: 'cookie.refresh' });
  if (durationMs(refresh) >= durationMs(expire)) {
    refuse(
      'TM1410',
      { where, field: 'cookie.refresh' },
      `the session ends after ${expire}, before its token is ever renewed`,
      refresh,
      'Write less than `cookie.expire`.',
    );
  }
  return { name, expire, refresh, sameSite: cookie.sameSite ?? 'lax' };
}

/** Checks the e-mail domains. */
export function checkEmailDomains(where: string, domains: readonly string[]): readonly string[] {
  const every = domains.length === 1 && domains[0] === '*';
  const ok = every || (domains.length > 0 && domains.every((domain) => domain.includes('.') && isDnsSubdomain(domain)));
  if (!ok) {
    refuse(
      'TM1409',
      { where, field: 'emailDomains' },
      'the list names domains, or is "*" alone, which admits every user of the issuer',
      domains,
      'Write for instance ["example.com"].',
    );
  }
  return [...domains].sort();
}

/** Values of the chart. Secrets come from a Secret that exists already, never from here. */
export function proxyValues(where: string, props: SignInProps, issuerUrl: string): JsonObject {
  const cookie = checkCookie(where, props.tenant, props.cookie);
  return {
    replicaCount: 2,
    config: {
      existingSecret: props.existingSecret ?? OAUTH2_PROXY,
      cookieName: cookie.name,
      emailDomains: [...checkEmailDomains(where, props.emailDomains)],
      // Nothing is served behind it: it only answers whether a request may pass.
      upstreams: ['static://200'],
    },
    extraArgs: {
      provider: 'oidc',
      'oidc-issuer-url': issuerUrl,
      scope: (props.scopes ?? defaultScopes(props.issuer)).join(' '),
      'code-challenge-method': 'S256',
      'skip-provider-button': 'true',
      'reverse-proxy': 'true',
      'pass-authorization-header': 'true',
      'set-authorization-header': 'true',
      'set-xauthrequest': 'true',
      'cookie-secure': 'true',
      'cookie-httponly': 'true',
      'cookie-path': '/',
      'cookie-samesite': cookie.sameSite,
      'cookie-expire': cookie.expire,
      'cookie-refresh': cookie.refresh,
    },
    service: { portNumber: PROXY_PORT.service },
    serviceAccount: { enabled: true, name: OAUTH2_PROXY, automountServiceAccountToken: false },
    podLabels: { ...PROXY_LABELS, [KEYS.tenant]: props.tenant },
    metrics: { enabled: false },
    ...placement(),
    ...security(),
  };
}

/**
 * Cognito puts every attribute that the client may read into the token when `openid` is asked for alone; with a further
 * scope, only those of that scope, so that the claim of the tenant would be missing.
 */
function defaultScopes(issuer: SignInIssuer): readonly string[] {
  switch (issuer.kind) {
    case 'cognito':
      return ['openid'];
    case 'oidc':
      return ['openid', 'email'];
  }
}

function placement(): JsonObject {
  return {
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
  };
}

/** Values that the chart reads although its defaults do not list them. */
export function unlistedValues(): JsonObject {
  return {
    fullnameOverride: OAUTH2_PROXY,
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchLabels: { ...PROXY_LABELS } },
            },
          },
        ],
      },
    },
  };
}

/** What Pod Security `restricted` asks for, also of pods as a whole. */
function security(): JsonObject {
  return {
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: {
      enabled: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsGroup: 2000,
      runAsNonRoot: true,
      runAsUser: 2000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** Objects that the chart makes, as far as rules and access must know them. */
export function predictProxy(namespace: string, release: string, tenant: string): readonly KubeObject[] {
  const selector = { 'app.kubernetes.io/name': OAUTH2_PROXY, 'app.kubernetes.io/instance': release };
  const labels = { ...selector, ...PROXY_LABELS, [KEYS.tenant]: tenant };
  const metadata = { name: OAUTH2_PROXY, namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, labels: selector },
      spec: {
        replicas: 2,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: OAUTH2_PROXY,
            containers: [{ name: OAUTH2_PROXY, ports: [{ name: 'http', containerPort: PROXY_PORT.target }] }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: selector },
      spec: {
        selector,
        ports: [{ name: 'http', port: PROXY_PORT.service, targetPort: 'http', appProtocol: 'http', protocol: 'TCP' }],
      },
    },
  ];
}
