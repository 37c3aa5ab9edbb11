/** The entrance for whoever names the publishers of figures: it loads nothing of the door, nor of imports. */
export { PublishedSources } from './mapping/published-sources.js';
export { type PublishedSource, publisherOf } from './mapping/publisher-of.js';
