export { decide, type Arrival, type Decision, type Reason } from './decide.js';
export { Policies, type PolicySubject, type WorkloadPolicies } from './policies.js';
export type { Address, Call, CallProtocol, Token } from './call.js';
