/** The entrance for whoever asks through Nest: its module, and what can be asked on its bus. */
export { DeliveryModule, type DeliveryResources } from './delivery.module.js';
export { ExportResults, GetCircular } from './queries.js';
