export * from './props.js';
export * from './tenant.js';
