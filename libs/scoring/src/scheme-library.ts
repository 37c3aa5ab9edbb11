import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import type { EventLog } from '#assay/event-log';
import { type CompiledScheme, compileScheme } from '#assay/methodology';
import { readFact, RULEBOOK, type SchemePublished } from '#assay/service-record';

import { KeptRulebooks } from './kept-rulebooks.js';
import { UnknownSchemeError } from './query-errors.js';
import type { ScoreSource } from './score-store.js';
import { PROJECTION_VERSION } from './sqlite/schema.js';

/** Where the schemes lie that ship with the product, in the source tree and in a build alike. */
export const SHIPPED_SCHEMES = fileURLToPath(new URL('../../methodology/schemes/', import.meta.url));

/**
 * The rulebooks that the scores are kept under, ready to run. A scheme's key is its index here: those that ship come first, in
 * order of id; those that were published into the ledger follow in order of publication, so that a new one changes no key.
 */
export class SchemeLibrary {
  private readonly all: CompiledScheme[];

  constructor(schemes: readonly CompiledScheme[]) {
    this.all = [...schemes];
  }

  get schemes(): readonly CompiledScheme[] {
    return this.all;
  }

  /** Reads every `.yaml`, `.yml` and `.json` file of a folder, in order of scheme id. @throws SchemeError naming the file. */
  static async load(folder: string = SHIPPED_SCHEMES): Promise<SchemeLibrary> {
    const files = (await readdir(folder)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const schemes = folder === SHIPPED_SCHEMES ? await shipped(texts) : await read(texts);
    return new SchemeLibrary(schemes.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  }

  /**
   * The rulebooks of a ledger: those of the folder, and those that were published into it up to a position.
   *
   * @param onNotice told, with a sentence, of what was published and is no sound rulebook: nothing is scored by it
   */
  static async of(
    log: EventLog,
    { folder, onNotice }: { readonly folder?: string | undefined; readonly onNotice?: (sentence: string) => void } = {},
  ): Promise<SchemeLibrary> {
    const library = await SchemeLibrary.load(folder);
    library.adopt(await published(log, library, onNotice));
    return library;
  }

  /** Takes in schemes that are not yet here; the keys of the others stay. */
  adopt(schemes: readonly CompiledScheme[]): void {
    for (const scheme of schemes) if (!this.has(scheme)) this.all.push(scheme);
  }

  has({ id, version }: Pick<CompiledScheme, 'id' | 'version'>): boolean {
    return this.all.some((known) => known.id === id && known.version === version);
  }

  /** @param name an id (its newest version), or `id@version`. @throws UnknownSchemeError */
  get(name: string): { readonly key: number; readonly scheme: CompiledScheme } {
    let found: { readonly key: number; readonly scheme: CompiledScheme } | undefined;
    for (const [key, scheme] of this.all.entries()) {
      const { id, version } = scheme;
      if (name === `${id}@${version}`) return { key, scheme };
      if (name === id && version > (found?.scheme.version ?? 0)) found = { key, scheme };
    }
    if (!found) throw new UnknownSchemeError(name, this.all);
    return found;
  }

  /** What scores kept under these schemes are built from. */
  source(ledgerId: string): ScoreSource {
    return {
      ledgerId,
      projection: PROJECTION_VERSION,
      schemes: this.all.map(({ id, version, hash }) => `${id}@${version}#${hash}`),
      slots: this.all.map(({ slots }) => slots),
    };
  }
}

/** Threads are given documents: only who reads rulebooks loads the language that they are written in. */
const language = () => import('./read-scheme.js');

/** A scheme document, checked and compiled. @throws SchemeError */
export const soundScheme = async (document: unknown): Promise<CompiledScheme> => (await language()).schemeOf(document);

async function read(texts: readonly string[]): Promise<CompiledScheme[]> {
  const { readScheme } = await language();
  return texts.map(readScheme);
}

async function shipped(texts: readonly string[]): Promise<CompiledScheme[]> {
  const kept = KeptRulebooks.open();
  const before = kept?.get(texts);
  if (before) return before.map(({ document, hash }) => compileScheme(document, hash));
  const schemes = await read(texts);
  kept?.keep(texts, schemes);
  return schemes;
}

/** The sound rulebooks of a ledger's own, in order of publication. */
async function published(
  log: EventLog,
  shipped: SchemeLibrary,
  onNotice: ((sentence: string) => void) | undefined,
): Promise<CompiledScheme[]> {
  const found: CompiledScheme[] = [];
  for (const { position, body } of await log.readStream(RULEBOOK)) {
    const { type, data } = readFact(body);
    if (!type.startsWith('scheme.published.')) continue;
    const { id, version, document, hash } = data as SchemePublished;
    try {
      const scheme = await soundScheme(document);
      if (scheme.id !== id || scheme.version !== version || scheme.hash !== hash)
        throw new TypeError(`the document is ${scheme.id}@${scheme.version} with the hash ${scheme.hash}`);
      if (shipped.has(scheme)) throw new TypeError('a scheme of that id and version comes with the product');
      found.push(scheme);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onNotice?.(`Event ${position} published ${id}@${version}, by which nothing is scored: ${reason}.`);
    }
  }
  return found;
}
