export * from './network-load-balancer.js';
