export * from './analyze.js';
export * from './context.js';
export * from './registry.js';
export * from './rule.js';
