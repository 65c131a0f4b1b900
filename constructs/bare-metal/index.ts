export * from './metallb-service.js';
