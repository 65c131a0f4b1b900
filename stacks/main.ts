import { MeshApp } from 'tenant-mesh';
import { addEksProd } from './eks-prod.js';
import { addMetalProd } from './metal-prod.js';

const app = new MeshApp();
addMetalProd(app);
// As stacks/pulumi/eks.ts makes it: each tenant has a bucket there.
addEksProd(app, { data: 'documents' });
app.synth();
