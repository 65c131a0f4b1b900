import type { ClusterRepository } from 'tenant-mesh';

/** The one repository of both clusters. */
export const REPOSITORY: ClusterRepository = {
  url: 'ssh://git@git.example.com/platform/fleet.git',
  branch: 'main',
};
