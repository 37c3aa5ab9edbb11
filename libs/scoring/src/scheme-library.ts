import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { type CompiledScheme, compileScheme, parseScheme } from '#assay/methodology';
import { canonicalise } from '#assay/transparency';
import { parse } from 'yaml';

import { UnknownSchemeError } from './query-errors.js';
import type { ScoreSource } from './score-store.js';
import { PROJECTION_VERSION } from './sqlite/schema.js';

/** Where the schemes lie that ship with the product, in the source tree and in a build alike. */
export const SHIPPED_SCHEMES = fileURLToPath(new URL('../../methodology/schemes/', import.meta.url));

/** The rulebooks that the scores are kept under, ready to run. A scheme's key is its index here. */
export class SchemeLibrary {
  constructor(readonly schemes: readonly CompiledScheme[]) {}

  /** Reads every `.yaml`, `.yml` and `.json` file of a folder, in order of scheme id. @throws SchemeError naming the file. */
  static async load(folder: string = SHIPPED_SCHEMES): Promise<SchemeLibrary> {
    const files = (await readdir(folder)).filter((name) => /\.(ya?ml|json)$/.test(name));
    const schemes = await Promise.all(
      files.map(async (name) => readScheme(await readFile(join(folder, name), 'utf8'))),
    );
    return new SchemeLibrary(schemes.sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  /** @param name an id, or `id@version`. @throws UnknownSchemeError */
  get(name: string): { readonly key: number; readonly scheme: CompiledScheme } {
    const key = this.schemes.findIndex(({ id, version }) => name === id || name === `${id}@${version}`);
    const scheme = this.schemes[key];
    if (!scheme)
      throw new UnknownSchemeError(
        name,
        this.schemes.map(({ id }) => id),
      );
    return { key, scheme };
  }

  /** What scores kept under these schemes are built from. */
  source(ledgerId: string): ScoreSource {
    return {
      ledgerId,
      projection: PROJECTION_VERSION,
      schemes: this.schemes.map(({ id, version, hash }) => `${id}@${version}#${hash}`),
    };
  }
}

/** A scheme file's text (YAML, of which JSON is a part), parsed, checked and compiled. @throws SchemeError */
export function readScheme(text: string): CompiledScheme {
  const document = parseScheme(parse(text));
  return compileScheme(document, createHash('sha256').update(canonicalise(document)).digest('hex'));
}
