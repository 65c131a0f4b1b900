import type { MeshApp } from 'tenant-mesh'; export function addCluster(_: MeshApp): void {}
