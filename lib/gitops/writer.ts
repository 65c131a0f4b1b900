/** What synth needs of this room: the writer alone, without publish and what it reads YAML with. */
export { deriveFlux } from './derive.js';
export { FileMap } from './file-map.js';
export type { GitopsOptions } from './options.js';
export { writeTree } from './write-tree.js';
