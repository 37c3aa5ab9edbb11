import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { CommandFailure, EXIT } from '../failure.js';
import {
  formatOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  type ReadingOptions,
  serverOption,
} from '../options.js';
import { titleIn } from '../output/language.js';
import type { CommandContext } from '../command-context.js';
import type { LedgerReader } from '../reading/ledger-reader.js';
import { printLine, type Surroundings, widthOf } from '../surroundings.js';

interface SchemeOptions extends Pick<ReadingOptions, 'server'>, LanguageOptions {
  readonly format: 'table' | 'json';
}

export function schemeCommand(context: CommandContext): Command {
  const command = new Command('scheme').description(
    'The rulebooks: which there are, what they say, whether one is sound.',
  );
  const { surroundings } = context;
  const formats = ['table', 'json'] as const;
  command
    .command('list')
    .description('Every rulebook with its version and the hash that identifies it.')
    .addOption(serverOption())
    .addOption(formatOption(formats))
    .addOption(languageOption())
    .action((options: SchemeOptions) => list(options, surroundings));
  command
    .command('show')
    .description('One rulebook in words; as json, its document.')
    .argument('<id>', 'a scheme id, or id@version')
    .addOption(serverOption())
    .addOption(formatOption(formats))
    .addOption(languageOption())
    .action((id: string, options: SchemeOptions) => show(id, options, surroundings));
  command
    .command('validate')
    .description('Whether a file is a sound rulebook; every problem with the place where it stands. Exit 1 if not.')
    .argument('<file>', 'YAML or JSON')
    .addOption(formatOption(formats))
    .action((file: string, options: SchemeOptions) => validate(file, options, context));
  return command;
}

type SchemeReader = Pick<LedgerReader, 'schemes' | 'scheme'>;

/** Rulebooks come with the product: reading them needs no folder. */
async function schemeReader({ server }: SchemeOptions, surroundings: Surroundings): Promise<SchemeReader> {
  if (server !== undefined) {
    const { RemoteLedger } = await import('../reading/remote-ledger.js');
    return new RemoteLedger(server, surroundings.interrupted);
  }
  const { SchemeLibrary, Schemes } = await import('#assay/scoring');
  const schemes = new Schemes(await SchemeLibrary.load());
  // eslint-disable-next-line @typescript-eslint/require-await -- an unknown scheme is a rejection, as it is from a server
  return { schemes: async () => schemes.list(), scheme: async (query) => schemes.scheme(query) };
}

async function list(options: SchemeOptions, surroundings: Surroundings): Promise<void> {
  const schemes = await (await schemeReader(options, surroundings)).schemes();
  if (options.format === 'json') {
    await printLine(surroundings.stdout, JSON.stringify(schemes));
    return;
  }
  const { fitTable } = await import('../output/table.js');
  const language = languageFrom(options, surroundings);
  const table = fitTable(
    [
      { heading: 'Id', align: 'left', cells: schemes.map(({ id }) => id) },
      { heading: 'Version', align: 'right', cells: schemes.map(({ version }) => String(version)) },
      { heading: 'Title', align: 'left', flexible: true, cells: schemes.map(({ title }) => titleIn(title, language)) },
      { heading: 'Measures', align: 'right', cells: schemes.map(({ measures }) => String(measures.length)) },
      { heading: 'Hash', align: 'left', optional: true, cells: schemes.map(({ hash }) => hash.slice(0, 16)) },
    ],
    widthOf(surroundings),
  );
  await printLine(surroundings.stdout, table.text);
}

async function show(id: string, options: SchemeOptions, surroundings: Surroundings): Promise<void> {
  const language = languageFrom(options, surroundings);
  const view = await (await schemeReader(options, surroundings)).scheme({ scheme: id, language });
  if (options.format === 'json') {
    await printLine(surroundings.stdout, JSON.stringify(view));
    return;
  }
  const { paragraph } = await import('../output/paragraph.js');
  const width = widthOf(surroundings);
  for (const line of view.description) {
    const indent = /^ */.exec(line)?.[0] ?? '';
    const [first = '', ...rest] = paragraph(line.trim(), width - indent.length - 2);
    await printLine(surroundings.stdout, [indent + first, ...rest.map((more) => `${indent}  ${more}`)].join('\n'));
  }
  await printLine(surroundings.stdout, `\nIdentity: SHA-256 ${view.hash}`);
}

async function validate(
  file: string,
  { format }: SchemeOptions,
  { surroundings, endWith }: CommandContext,
): Promise<void> {
  const [{ parseScheme, problemLine, SchemeError }, { parse, YAMLParseError }] = await Promise.all([
    import('#assay/methodology'),
    import('yaml'),
  ]);
  const { stdout } = surroundings;
  const text = await readFile(file, 'utf8');
  try {
    const { id, version, measures } = parseScheme(parse(text));
    const sound = { valid: true, scheme: id, version, problems: [] };
    await printLine(
      stdout,
      format === 'json'
        ? JSON.stringify(sound)
        : `${file} is a sound rulebook: ${id} version ${version}, ${measures.length} measures.`,
    );
  } catch (error) {
    if (error instanceof YAMLParseError) throw new CommandFailure(`${file} is not YAML: ${error.message}`);
    if (!(error instanceof SchemeError)) throw error;
    endWith(EXIT.checkFailed);
    const { problems } = error;
    if (format === 'json') {
      await printLine(stdout, JSON.stringify({ valid: false, scheme: null, version: null, problems }));
      return;
    }
    await printLine(stdout, `${file} is no sound rulebook; ${problems.length} to mend:`);
    for (const problem of problems) await printLine(stdout, `  ${problemLine(problem)}`);
  }
}
