export * from './backend-route.js';
export * from './listener-gateway.js';
