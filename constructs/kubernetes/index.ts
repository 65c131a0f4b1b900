export * from './container-limits.js';
export * from './locked-service-account.js';
export * from './namespace-quota.js';
