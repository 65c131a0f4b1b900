export type { Administrators } from './administrators.js';
export type { PlatformControllers } from './controllers.js';
export * from './gateway-issuer.js';
export * from './platform.js';
export * from './props.js';
export { PLATFORM_NAMESPACES, type PlatformNamespaceProps } from './namespaces.js';
export { PLATFORM_STEPS, platformUnit, type PlatformStep, type PlatformUnit } from './units.js';
