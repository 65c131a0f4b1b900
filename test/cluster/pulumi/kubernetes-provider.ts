import { Client, type ServerAddress } from '../harness/client.js';
import { KubernetesApplier } from './kubernetes-applier.js';
import { serve } from './serve.js';

/** Variable that holds the address of the API server as JSON. */
const ADDRESS = 'TENANT_MESH_PROVIDER_SERVER';

/** Stands in for the Kubernetes provider: it applies to a real API server, and refuses what the real one refuses. */
void serve((word) => {
  const client = new Client(JSON.parse(process.env[ADDRESS] ?? '') as ServerAddress);
  return new KubernetesApplier(client, word);
});
