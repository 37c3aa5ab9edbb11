/**
 * Rulebooks of files as they were read, kept for the next start: to read those that ship takes longer than most questions do. What is
 * kept is believed only while no byte is another, neither of the files nor of the code that reads them; and it lies beside the code,
 * where whoever could plant some could change the code as well. Where nothing can be kept, all is read anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { CompiledScheme } from '#assay/methodology';

/** A rulebook that was read and found sound. */
export type ReadRulebook = Pick<CompiledScheme, 'document' | 'hash'>;

export interface RulebookReading {
  /** The code that makes rulebooks of texts: files, and folders, of which every `.js` file counts, however deep. */
  readonly code: readonly string[];
  /** The file that names the packages that are installed, each with the hash of what it holds. */
  readonly packages: string;
  /** Where rulebooks are kept, or will be. */
  readonly file: string;
}

const root = dirname(createRequire(import.meta.url).resolve('#package.json'));

const SHIPPED: RulebookReading = {
  code: ['read-scheme.js', '../../methodology/src/', '../../service-record/src/', '../../transparency/src/'].map(
    (path) => fileURLToPath(new URL(path, import.meta.url)),
  ),
  packages: join(root, 'node_modules/.package-lock.json'),
  file: join(root, 'node_modules/.cache/assay/rulebooks'),
};

export class KeptRulebooks {
  private constructor(
    private readonly file: string,
    /** SHA-256 (hex) of the code. */
    private readonly code: string,
  ) {}

  /** Null where it is not certain which code runs: it is not built, or was written since this process began. */
  static open({ code, packages, file }: RulebookReading = SHIPPED): KeptRulebooks | null {
    try {
      const hash = createHash('sha256').update(process.version);
      for (const each of [...code.flatMap(builtFiles), packages]) {
        if (statSync(each).mtimeMs >= performance.timeOrigin) return null;
        hash.update(`\0${each}\0`).update(readFileSync(each));
      }
      return new KeptRulebooks(file, hash.digest('hex'));
    } catch {
      return null;
    }
  }

  /** The rulebooks of these very texts, in their order; null when they are not kept. */
  get(texts: readonly string[]): readonly ReadRulebook[] | null {
    try {
      const [seal, rulebooks = ''] = readFileSync(this.file, 'utf8').split('\n', 2);
      return seal === this.seal(texts, rulebooks) ? (JSON.parse(rulebooks) as ReadRulebook[]) : null;
    } catch {
      return null;
    }
  }

  /** In the place of whatever was kept. */
  keep(texts: readonly string[], rulebooks: readonly ReadRulebook[]): void {
    const kept = JSON.stringify(rulebooks.map(({ document, hash }) => ({ document, hash })));
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      // The seal tells what was not written to its end, or by two at once.
      writeFileSync(this.file, `${this.seal(texts, kept)}\n${kept}`);
    } catch {
      // The next start reads them again.
    }
  }

  /** Of what was kept of which texts, by which code. */
  private seal(texts: readonly string[], kept: string): string {
    const hash = createHash('sha256').update(this.code);
    for (const text of [...texts, kept]) hash.update(`\0${Buffer.byteLength(text)}\0`).update(text);
    return hash.digest('hex');
  }
}

function builtFiles(path: string): string[] {
  if (path.endsWith('.js')) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  return files.sort().map((name) => join(path, name));
}
