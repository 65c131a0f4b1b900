export * from './props.js';
export * from './tenant.js';
export { CANARY_HEALTH } from './workload-unit.js';
