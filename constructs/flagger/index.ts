export * from './health.js';
export * from './success-rate.js';
