/**
 * Who publishes what comes from a source, wherever its figures are shown. The mappings that ship say it of their registers; of
 * a register with a mapping of its own the import that used it writes it down, in a file beside the ledger. The file is a
 * convenience: without it figures are still shown, with the bare URI of their source.
 */
import { statSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Mapping } from './mapping.js';
import { type PublishedSource, publisherOf } from './publisher-of.js';

const FILE = 'sources.json';
const register = z.record(z.string(), z.strictObject({ publisher: z.string(), dataSets: z.array(z.string()).min(1) }));
type Register = z.output<typeof register>;

export class PublishedSources {
  /** What was last read, and of which state of the file. */
  private known: { readonly state: string; readonly register: Register } | undefined;

  /** @param folder the ledger's data folder */
  constructor(private readonly folder: string) {}

  /** Notes what a mapping says of its source; a register may have several data sets, each with a mapping. */
  async remember({ source: { uri, publisher, dataSet } }: Pick<Mapping, 'source'>): Promise<void> {
    const shipped = await publisherOf(uri);
    if (shipped) return;
    const known = await this.read();
    const before = known[uri];
    const dataSets = [...new Set([...(before?.publisher === publisher ? before.dataSets : []), dataSet])];
    if (before?.publisher === publisher && before.dataSets.length === dataSets.length) return;
    const file = join(this.folder, FILE);
    const text = `${JSON.stringify({ ...known, [uri]: { publisher, dataSets } }, null, 2)}\n`;
    await writeFile(`${file}.partial`, text);
    await rename(`${file}.partial`, file);
  }

  /** Null where nobody says. */
  readonly name = async (source: string): Promise<PublishedSource | null> => {
    const shipped = await publisherOf(source);
    if (shipped) return shipped;
    const known = await this.read();
    const found = Object.hasOwn(known, source) ? known[source] : undefined;
    return found ? { publisher: found.publisher, dataSet: found.dataSets.join(', ') } : null;
  };

  /**
   * A file that is missing or spoilt names nobody: it must not keep anybody from their figures. Every answer asks, and an
   * import in another process may write: a look at the file costs a thousandth of reading it, for which other threads are waited for.
   */
  private async read(): Promise<Register> {
    const file = join(this.folder, FILE);
    const state = stateOf(file);
    if (state === this.known?.state) return this.known.register;
    const read = await readRegister(file);
    this.known = { state, register: read };
    return read;
  }
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : '';
}

async function readRegister(file: string): Promise<Register> {
  try {
    return register.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}
