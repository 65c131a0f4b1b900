export * from './mesh-root.js';
export * from './names.js';
export * from './source.js';
export * from './tenant-ca.js';
