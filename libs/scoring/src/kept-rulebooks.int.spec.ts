import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KeptRulebooks, type RulebookReading } from './kept-rulebooks.js';
import { readScheme } from './read-scheme.js';
import { SchemeLibrary, SHIPPED_SCHEMES } from './scheme-library.js';

/** As if it had been there for a while. */
async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await utimes(file, 1, 1);
}

describe('rulebooks that are kept as they were read', () => {
  let folder: string;
  let reading: RulebookReading;
  let texts: readonly string[];
  beforeAll(async () => {
    texts = await Promise.all(
      ['cn-sqi', 'complaint-outcomes', 'naic-index'].map((id) => readFile(join(SHIPPED_SCHEMES, `${id}.yaml`), 'utf8')),
    );
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-kept-'));
    await mkdir(join(folder, 'code/deep'), { recursive: true });
    await write(join(folder, 'code/deep/parse.js'), 'export const parse = 1;');
    await write(join(folder, 'code/notes.txt'), 'not code');
    await write(join(folder, 'read.js'), 'export const read = 1;');
    await write(join(folder, 'packages.json'), '{"yaml":"sha512-1"}');
    reading = {
      code: [join(folder, 'read.js'), join(folder, 'code')],
      packages: join(folder, 'packages.json'),
      file: join(folder, 'cache/assay/rulebooks'),
    };
    KeptRulebooks.open(reading)!.keep(texts, texts.map(readScheme));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const kept = () => KeptRulebooks.open(reading)?.get(texts) ?? null;

  test('are those that were read, member for member in the order in which they were written', () => {
    const read = texts.map(readScheme).map(({ document, hash }) => ({ document, hash }));
    expect(kept()).toEqual(read);
    expect(JSON.stringify(kept())).toBe(JSON.stringify(read));
  });

  test.each<[string, () => Promise<void>]>([
    ['the code', () => write(join(folder, 'code/deep/parse.js'), 'export const parse = 2;')],
    ['one file of it', () => write(join(folder, 'read.js'), 'export const read = 2;')],
    ['the files that it has', () => write(join(folder, 'code/more.js'), '')],
    ['an installed package', () => write(join(folder, 'packages.json'), '{"yaml":"sha512-2"}')],
  ])('are not believed when %s is another', async (_, change) => {
    expect(kept()).not.toBeNull();
    await change();
    expect(kept()).toBeNull();
  });

  test('are not believed for other texts, in another order, or when they were changed or cut off', async () => {
    const rulebooks = KeptRulebooks.open(reading)!;
    expect(rulebooks.get([...texts.slice(1), `${texts[0]!} `])).toBeNull();
    expect(rulebooks.get(texts.toReversed())).toBeNull();
    expect(rulebooks.get(texts.slice(1))).toBeNull();
    const text = await readFile(reading.file, 'utf8');
    await writeFile(reading.file, text.replace('"version":1', '"version":2'));
    expect(rulebooks.get(texts)).toBeNull();
    await writeFile(reading.file, text.slice(0, -1));
    expect(rulebooks.get(texts)).toBeNull();
    await writeFile(reading.file, '');
    expect(rulebooks.get(texts)).toBeNull();
    rulebooks.keep(texts, texts.map(readScheme));
    expect(rulebooks.get(texts)).not.toBeNull();
  });

  test('there are none where it is not certain which code runs', async () => {
    expect(KeptRulebooks.open({ ...reading, code: [join(folder, 'nowhere')] })).toBeNull();
    expect(KeptRulebooks.open({ ...reading, packages: join(folder, 'nowhere') })).toBeNull();
    // Written since this process began.
    await writeFile(join(folder, 'read.js'), 'export const read = 1;');
    expect(KeptRulebooks.open(reading)).toBeNull();
  });

  test('are read anew at each start where nothing can be written', async () => {
    await writeFile(join(folder, 'in-the-way'), '');
    const nowhere = KeptRulebooks.open({ ...reading, file: join(folder, 'in-the-way/rulebooks') })!;
    nowhere.keep(texts, texts.map(readScheme));
    expect(nowhere.get(texts)).toBeNull();
  });

  test('code that is not built keeps none, so that tests read the rulebooks that ship', async () => {
    expect(KeptRulebooks.open()).toBeNull();
    expect((await SchemeLibrary.load()).schemes).toHaveLength(10);
  });
});
