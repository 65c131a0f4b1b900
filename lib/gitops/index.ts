export { deriveFlux } from './derive.js';
export { FileMap } from './file-map.js';
export * from './options.js';
export * from './order/index.js';
export * from './paths.js';
export * from './plan/index.js';
export * from './publish/index.js';
export { writeTree } from './write-tree.js';
