import { MeshApp } from 'tenant-mesh';
import { addEksProd } from './eks-prod.js';
import { addMetalProd } from './metal-prod.js';

const app = new MeshApp();
addMetalProd(app);
addEksProd(app);
app.synth();
