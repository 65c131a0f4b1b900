export { checkManifests } from './check-manifests.js';
export { DEFAULT_CHECKS } from './checks.js';
export type {
  ClusterArtifact,
  ClusterRepository,
  ClusterScale,
  ClusterSource,
  FluxBootstrap,
} from '../gitops/writer.js';
export { Cluster, type ClusterProps } from './cluster.js';
export { MeshApp, type MeshAppProps } from './mesh-app.js';
export type { WriteReport } from './output.js';
export { MeshValidation, type MeshValidationProps, type ValidationRun, type Violation } from './validation-plugin.js';
export { formatSummary, type SynthSummary } from './summary.js';
