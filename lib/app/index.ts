export { DEFAULT_CHECKS } from './checks.js';
export { Cluster, type ClusterProps, type ClusterRepository } from './cluster.js';
export { MeshApp, type MeshAppProps } from './mesh-app.js';
export type { WriteReport } from './output.js';
export { formatSummary, type SynthSummary } from './summary.js';
