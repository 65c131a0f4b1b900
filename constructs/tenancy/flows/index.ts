export * from './flow.js';
export * from './mesh.js';
export * from './network.js';
export * from './parts.js';
export * from './required-flows.js';
export * from './table.js';
