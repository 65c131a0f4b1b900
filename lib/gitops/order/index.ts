export { orderOf, type Order } from './check-order.js';
export { formatOrder, orderSvg } from './format.js';
export type { OrderStep } from './graph.js';
export { loadTree } from './load.js';
export { needsOf, type Need } from './needs.js';
