import { addMatchers } from '../../lib/testing/index.js';
import type { ManifestSet } from '../../lib/manifest/index.js';

// Compiled and never run: the matchers on the `expect` of @types/jest. Each refused line fails the type check if it passes.

export function ofTypesJest(set: ManifestSet): void {
  addMatchers(expect);
  expect(set).toAllow({ from: 'a/ui', to: 'svc:b/api:80', request: { path: '/' }, providers: { sso: 'allow' } });
  expect(set).not.toDeny({ from: 'outside@gw/gw', to: 'a/ui:80' });
  expect(set).toIsolate('a', 'b');
  expect(set).toBeReachableFrom({ from: { kind: 'all' }, to: { kind: 'tenant', tenant: 'a' } });
  expect(set).toMatchAccessSnapshot();
  expect(set).toHaveNoFindings();
  // @ts-expect-error A call names where it goes.
  expect(set).toAllow({ from: 'a/ui' });
  // @ts-expect-error A provider allows or denies.
  expect(set).toAllow({ from: 'a/ui', to: 'b/api', providers: { sso: true } });
  // @ts-expect-error Two tenants are named.
  expect(set).toIsolate('a');
  // @ts-expect-error There is no such selection.
  expect(set).toBeReachableFrom({ from: { kind: 'tenants' }, to: { kind: 'all' } });
}
