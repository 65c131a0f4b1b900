/** What synth needs of this room: the writer alone, without publish and what it reads YAML with. */
export { bootstrapSecrets } from './bootstrap.js';
export { deriveFlux } from './derive.js';
export { FileMap } from './file-map.js';
export type { FluxBootstrap, GitopsOptions } from './options.js';
export { writeTree } from './write-tree.js';
