import { MeshApp } from 'tenant-mesh';
import { addCluster } from './bare-metal.js';

const app = new MeshApp();
addCluster(app);
app.synth();
