export type { SetAnswer, SetOptions } from './can-any.js';
export { IsolationProver, tenantsOf, type Isolation, type TenantIsolation } from './isolation.js';
export type { Behaviour, Witness } from './reach.js';
export type { RequestClass } from './request-classes.js';
export type { OutsideClients } from './outside.js';
export type { CalleeSelection, CallerSelection, Selection } from './selection.js';
export type { OutwardSelection } from './egress.js';
export type { Through } from './waypoint-reach.js';
export type { TenantPair } from './tenant-reach.js';
