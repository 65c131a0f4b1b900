export * from './metallb-pool.js';
