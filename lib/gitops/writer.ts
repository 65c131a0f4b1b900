/** What synth needs of this room: the writer alone, without publish and what it reads YAML with. */
export { bootstrapSecrets } from './bootstrap.js';
export { checkClusters } from './clusters/check-clusters.js';
export { deriveFlux } from './derive.js';
export { FileMap } from './file-map.js';
export { checkObjectSize } from './layout/object-size.js';
export { Layout, SHARD_KEY, parseScale, type ClusterScale, type Places } from './layout/scale.js';
export { spread } from './layout/spread.js';
export type { ClusterArtifact, ClusterRepository, ClusterSource, FluxBootstrap, GitopsOptions } from './options.js';
export { SHARED } from './paths.js';
export { writeTree } from './write-tree.js';
