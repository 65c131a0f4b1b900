export * from './canary-release.js';
export * from './load-tester.js';
export * from './props.js';
