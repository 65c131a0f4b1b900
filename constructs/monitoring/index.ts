export { DELIVERY_ALERTS, MESH_ALERTS, type AlertRule } from './alert-rules.js';
export * from './istio-monitors.js';
export * from './mesh-recording-rules.js';
export * from './platform-alerts.js';
export * from './platform-monitors.js';
export { MONITORING_NAMESPACE } from './scrape.js';
