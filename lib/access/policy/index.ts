export { decide, type Arrival, type Decision, type Reason } from './decide.js';
export type { PolicySubject, Served } from './attachment.js';
export { Policies, type WorkloadPolicies } from './policies.js';
export type { Address, Call, CallProtocol, Token } from './call.js';
