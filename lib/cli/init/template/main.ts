import { MeshApp } from 'tenant-mesh';
import { addCluster } from './bare-metal.js';

MeshApp.run(addCluster);
