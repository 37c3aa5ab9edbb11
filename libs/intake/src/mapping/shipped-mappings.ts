import { readdir } from 'node:fs/promises';

/** The mapping that is no file: lines of events, as `assay events` prints them. */
export const EVENTS_MAPPING = 'events';

/** The folder in which they lie. */
export const SHIPPED = new URL('../../mappings/', import.meta.url);

/** Ids of the mappings that come with the product, `events` among them. */
export async function shippedMappings(): Promise<string[]> {
  const files = await readdir(SHIPPED);
  const ids = files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));
  return [...ids, EVENTS_MAPPING].sort();
}
