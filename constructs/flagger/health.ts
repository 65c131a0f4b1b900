export { CANARY_HEALTH } from '../../lib/model/index.js';
