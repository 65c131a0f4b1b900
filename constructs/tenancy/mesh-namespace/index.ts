export * from './mesh-namespace.js';
export * from './props.js';
export * from './required-quota.js';
export type { Share } from './share.js';
