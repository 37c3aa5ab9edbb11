import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { YAMLParseError, parse } from 'yaml';
import { type Mapping, MappingError } from './mapping.js';
import { parseMapping } from './parse-mapping.js';

/** The mapping that is no file: lines of events, as `assay events` prints them. */
export const EVENTS_MAPPING = 'events';

const SHIPPED = new URL('../../mappings/', import.meta.url);

/** Ids of the mappings that come with the product, `events` among them. */
export async function shippedMappings(): Promise<string[]> {
  const files = await readdir(SHIPPED);
  const ids = files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));
  return [...ids, EVENTS_MAPPING].sort();
}

/**
 * A shipped mapping by its id, or any other by its file (YAML or JSON).
 *
 * @throws MappingError when there is none, or it is not valid.
 */
export async function loadMapping(nameOrFile: string): Promise<Mapping | typeof EVENTS_MAPPING> {
  if (nameOrFile === EVENTS_MAPPING) return EVENTS_MAPPING;
  const shipped = /^[a-z][a-z0-9-]*$/.test(nameOrFile) ? new URL(`${nameOrFile}.yaml`, SHIPPED) : null;
  const place = shipped && existsSync(shipped) ? shipped : nameOrFile;
  const text = await readFile(place, 'utf8').catch(async () => {
    const message = `is neither a shipped mapping (${(await shippedMappings()).join(', ')}) nor a file that can be read`;
    throw new MappingError(nameOrFile, [{ path: '', message }]);
  });
  const document = readYaml(text, nameOrFile);
  await readTables(document, nameOrFile, shipped && place === shipped ? null : dirname(nameOrFile));
  return parseMapping(document, nameOrFile);
}

/**
 * A code table may stand in a file of its own, so that several mappings share it: its text is then the name of a shipped
 * table, or a file beside the mapping.
 *
 * @param folder of a mapping that is a user's file; null for a shipped one.
 */
async function readTables(document: unknown, origin: string, folder: string | null): Promise<void> {
  const codes = (document as { codes?: unknown } | null)?.codes;
  if (typeof codes !== 'object' || codes === null) return;
  for (const [name, table] of Object.entries(codes)) {
    if (typeof table !== 'string') continue;
    const shipped = /^[a-z][a-z0-9-]*$/.test(table) ? new URL(`codes/${table}.yaml`, SHIPPED) : null;
    const place = shipped && existsSync(shipped) ? shipped : folder === null ? table : resolve(folder, table);
    const text = await readFile(place, 'utf8').catch(() => {
      const message = `"${table}" is neither a shipped code table nor a file beside the mapping that can be read`;
      throw new MappingError(origin, [{ path: `/codes/${name}`, message }]);
    });
    (codes as Record<string, unknown>)[name] = readYaml(text, table);
  }
}

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
    // Reading a text is cheap, making a mapping of it is not.
    if (!(await readFile(new URL(`${id}.yaml`, SHIPPED), 'utf8')).includes(source)) continue;
    const mapping = await loadMapping(id);
    if (mapping !== EVENTS_MAPPING && mapping.source.uri === source) found.push(mapping.source);
  }
  const [first] = found;
  return first ? { publisher: first.publisher, dataSet: found.map(({ dataSet }) => dataSet).join(', ') } : null;
}

/** JSON is YAML: one reader for both. */
function readYaml(text: string, origin: string): unknown {
  try {
    return parse(text, { merge: true }) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new MappingError(origin, [{ path: '', message: error.message }]);
    throw error;
  }
}
