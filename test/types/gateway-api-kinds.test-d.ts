import type { Construct } from 'constructs';
import { HTTPRouteV1 } from '../../lib/imports/gateway-api/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function hTTPRouteV1(scope: Construct): void {
  new HTTPRouteV1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { parentRefs: [{ name: 'a' }], rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] },
  });
  new HTTPRouteV1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { parentRef: [{ name: 'a' }] },
  });
  new HTTPRouteV1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { rules: [{ matches: [{ path: { type: 'Prefix', value: '/' } }] }] },
  });
}
