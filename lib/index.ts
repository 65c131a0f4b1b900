export * from '../constructs/tenancy/index.js';
export * from './app/index.js';
export {
  fact,
  KEYS,
  MeshError,
  setFormerPaths,
  setOwner,
  type Code,
  type Owner,
  type KindSelection,
  type Problem,
} from './model/index.js';
export { Target, type BareMetalTarget, type EksTarget } from './targets/index.js';
