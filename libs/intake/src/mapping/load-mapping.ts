import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { YAMLParseError, parse } from 'yaml';
import { type Mapping, MappingError } from './mapping.js';
import { parseMapping } from './parse-mapping.js';
import { EVENTS_MAPPING, SHIPPED, shippedMappings } from './shipped-mappings.js';

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

/** JSON is YAML: one reader for both. */
function readYaml(text: string, origin: string): unknown {
  try {
    return parse(text, { merge: true }) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new MappingError(origin, [{ path: '', message: error.message }]);
    throw error;
  }
}
