import { Client, type ServerAddress } from '../harness/client.js';
import { KubernetesApplier } from './kubernetes-applier.js';
import type { EngineWord } from './serve.js';

/** Variable that holds the address of the API server as JSON. */
export const SERVER_VARIABLE = 'TENANT_MESH_PROVIDER_SERVER';

let client: Client | undefined;

/** Stands in for the Kubernetes provider: it applies to a real API server, and refuses what the real one refuses. */
export function kubernetesProvider(word: EngineWord): KubernetesApplier {
  client ??= new Client(JSON.parse(process.env[SERVER_VARIABLE] ?? '') as ServerAddress);
  return new KubernetesApplier(client, word);
}
