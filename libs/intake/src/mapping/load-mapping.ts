import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
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
  return parseMapping(readYaml(text, nameOrFile), nameOrFile);
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
