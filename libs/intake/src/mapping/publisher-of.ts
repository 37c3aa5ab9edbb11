import { readFile } from 'node:fs/promises';
import type { Mapping } from './mapping.js';
import { EVENTS_MAPPING, SHIPPED, shippedMappings } from './shipped-mappings.js';

/** Who publishes a register, and which data sets of it. */
export interface PublishedSource {
  readonly publisher: string;
  readonly dataSet: string;
}

const published = new Map<string, Promise<PublishedSource | null>>();

/** The publisher and data sets of a register with shipped mappings, by the `source` of its events; null for any other. */
export function publisherOf(source: string): Promise<PublishedSource | null> {
  let known = published.get(source);
  if (known === undefined) published.set(source, (known = findPublisher(source)));
  return known;
}

/** Several mappings may read one register, each a data set of it. */
async function findPublisher(source: string): Promise<PublishedSource | null> {
  const found: Mapping['source'][] = [];
  for (const id of await shippedMappings()) {
    if (id === EVENTS_MAPPING) continue;
    // Reading a text is cheap, making a mapping of it is not, nor is loading what does.
    if (!(await readFile(new URL(`${id}.yaml`, SHIPPED), 'utf8')).includes(source)) continue;
    const { loadMapping } = await import('./load-mapping.js');
    const mapping = await loadMapping(id);
    if (mapping !== EVENTS_MAPPING && mapping.source.uri === source) found.push(mapping.source);
  }
  const [first] = found;
  return first ? { publisher: first.publisher, dataSet: found.map(({ dataSet }) => dataSet).join(', ') } : null;
}
