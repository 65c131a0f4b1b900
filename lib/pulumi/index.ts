export { ConstructComponent } from './construct-component.js';
export { deploy } from './deploy.js';
export { Deployment } from './deployment.js';
export { fact, type FactValues, type OutputFact } from './facts.js';
export type { Protection } from './keep.js';
export { KubeResource, type KubeInputs } from './kube-resource.js';
export { KubernetesProvider, type KubernetesProviderProps } from './kubernetes-provider.js';
export type { DeployOptions, SecretData } from './options.js';
export { setWait, type WaitCondition, type WaitFor, type WaitPath, type WaitSettings } from './wait.js';
