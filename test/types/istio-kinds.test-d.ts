import type { Construct } from 'constructs';
import {
  AuthorizationPolicyV1,
  DestinationRuleV1,
  PeerAuthenticationV1,
  RequestAuthenticationV1,
  VirtualServiceV1,
} from '../../lib/imports/istio/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function virtualServiceV1(scope: Construct): void {
  new VirtualServiceV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' }, weight: 1 }], mirrorPercent: null }] },
  });
  new VirtualServiceV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { hosts: ['a'], htp: [] },
  });
  new VirtualServiceV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { http: [{ redirect: { derivePort: 'FROM_NOWHERE' } }] },
  });
}

export function destinationRuleV1(scope: Construct): void {
  new DestinationRuleV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: {
      host: 'a',
      trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 }, tls: { mode: 'ISTIO_MUTUAL' } },
    },
  });
  new DestinationRuleV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { host: 'a', trafficPolicy: { outlierDetection: { consecutive5XxErrors: 5 } } },
  });
  new DestinationRuleV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { host: 'a', trafficPolicy: { tls: { mode: 'istio_mutual' } } },
  });
}

export function authorizationPolicyV1(scope: Construct): void {
  new AuthorizationPolicyV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { action: 'CUSTOM', rules: [{ to: [{ operation: { hosts: ['a'] } }] }] },
  });
  new AuthorizationPolicyV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { rules: [{ to: [{ operation: { host: ['a'] } }] }] },
  });
  new AuthorizationPolicyV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { action: 'PERMIT' },
  });
}

export function peerAuthenticationV1(scope: Construct): void {
  new PeerAuthenticationV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { mtls: { mode: 'STRICT' }, portLevelMtls: { '8080': { mode: 'DISABLE' } } },
  });
  new PeerAuthenticationV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { mTLS: { mode: 'STRICT' } },
  });
  new PeerAuthenticationV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { mtls: { mode: 'strict' } },
  });
}

export function requestAuthenticationV1(scope: Construct): void {
  new RequestAuthenticationV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { jwtRules: [{ issuer: 'a', jwksUri: 'https://a', forwardOriginalToken: true }] },
  });
  new RequestAuthenticationV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { jwtRules: [{ issuer: 'a', jwksURL: 'https://a' }] },
  });
  new RequestAuthenticationV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { jwtRules: [{ issuer: 'a', forwardOriginalToken: 'yes' }] },
  });
}
