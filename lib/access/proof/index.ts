export type { SetAnswer, SetOptions } from './can-any.js';
export { IsolationProver, tenantsOf, type Isolation, type TenantIsolation } from './isolation.js';
export type { Behaviour, Witness } from './reach.js';
export type { RequestClass } from './request-classes.js';
export type { Selection } from './selection.js';
export type { TenantPair } from './tenant-reach.js';
