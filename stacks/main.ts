import { MeshApp } from 'tenant-mesh';
import { addEksProd } from './eks-prod.js';
import { addMetalProd } from './metal-prod.js';

MeshApp.run((app) => {
  addMetalProd(app);
  // As stacks/pulumi/eks.ts makes it: each tenant has a bucket there.
  addEksProd(app, { data: 'documents' });
});
