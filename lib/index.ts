export { Cluster, MeshApp, type ClusterProps, type ClusterRepository, type MeshAppProps } from './app/index.js';
export { MeshError, fact, type Problem } from './model/index.js';
export { Target, type BareMetalTarget, type EksTarget } from './targets/index.js';
