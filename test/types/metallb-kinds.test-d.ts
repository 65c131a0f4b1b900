import type { Construct } from 'constructs';
import { IPAddressPoolV1Beta1, L2AdvertisementV1Beta1 } from '../../lib/imports/metallb/index.js';

// Compiled and never run: each refused line fails the type check if the kind begins to accept it.

export function iPAddressPoolV1Beta1(scope: Construct): void {
  new IPAddressPoolV1Beta1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { addresses: ['192.0.2.0/24'], autoAssign: false },
  });
  new IPAddressPoolV1Beta1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { addresses: ['192.0.2.0/24'], autoassign: false },
  });
  new IPAddressPoolV1Beta1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { addresses: '192.0.2.0/24' },
  });
}

export function l2AdvertisementV1Beta1(scope: Construct): void {
  new L2AdvertisementV1Beta1(scope, 'Right', {
    metadata: { name: 'a' },
    spec: { ipAddressPools: ['a'] },
  });
  new L2AdvertisementV1Beta1(scope, 'Field', {
    // @ts-expect-error The schema has no such field.
    spec: { ipAddressPool: ['a'] },
  });
  new L2AdvertisementV1Beta1(scope, 'Value', {
    // @ts-expect-error The field takes no such value.
    spec: { nodeSelectors: { matchLabels: {} } },
  });
}
