export type { SimulationLocale } from './company.js';
export { type Clock, type LiveOptions, liveMarket } from './live.js';
export { type MarketOptions, MAX_COMPANIES, SimulationOptionError } from './market.js';
export type { SimulatedFact } from './recording.js';
export { MarketHistory, simulateMarket } from './simulate.js';
