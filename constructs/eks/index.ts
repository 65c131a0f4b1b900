export * from './aws-egress.js';
export * from './network-load-balancer.js';
