import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Publication } from '#assay/ledger/nest';
import type { SchemeError } from '#assay/methodology';
import type { SchemeLibrary } from '#assay/scoring';
import { CommandFailure, EXIT } from '../failure.js';
import {
  dataOption,
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

interface SchemeOptions extends ReadingOptions, LanguageOptions {
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
    .addOption(dataOption())
    .addOption(serverOption())
    .addOption(formatOption(formats))
    .addOption(languageOption())
    .action((options: SchemeOptions) => list(options, surroundings));
  command
    .command('show')
    .description('One rulebook in words; as json, its document.')
    .argument('<id>', 'a scheme id, or id@version')
    .addOption(dataOption())
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
  command
    .command('publish')
    .description(
      'Put a rulebook into the ledger and score all that is recorded by it. What is published is never changed.',
    )
    .argument('<file>', 'YAML or JSON')
    .option('--note <text>', 'on whose decision, and why')
    .addOption(dataOption())
    .addOption(serverOption())
    .addOption(formatOption(formats))
    .action((file: string, options: PublishOptions) => publish(file, options, context));
  return command;
}

interface PublishOptions extends ReadingOptions {
  readonly note?: string;
  readonly format: 'table' | 'json';
}

async function publish(
  file: string,
  options: PublishOptions,
  { surroundings, endWith }: CommandContext,
): Promise<void> {
  const document = await documentIn(file);
  const { note, server, format } = options;
  let published: Publication;
  if (server !== undefined) {
    const { ServerRequests } = await import('../reading/server-requests.js');
    const requests = new ServerRequests(server, surroundings.interrupted);
    published = await requests.json(['v1', 'schemes'], { method: 'POST', body: { document, note } });
  } else {
    const [{ openSession, bringScoresUp }, { SchemePublisher }, { SchemeError }] = await Promise.all([
      import('../ledger-session.js'),
      import('#assay/ledger/nest'),
      import('#assay/methodology'),
    ]);
    const session = await openSession(surroundings, options, 'write');
    try {
      published = await session.context.get(SchemePublisher).publish(document, note);
      await bringScoresUp(session, surroundings);
    } catch (error) {
      if (!(error instanceof SchemeError)) throw error;
      endWith(EXIT.checkFailed);
      await printProblems(file, error, format, surroundings);
      return;
    } finally {
      await session.close();
    }
  }
  const { scheme, version, hash, receipt } = published;
  await printLine(
    surroundings.stdout,
    format === 'json'
      ? JSON.stringify(published)
      : receipt.status === 'duplicate'
        ? `${scheme}@${version} was published already, at position ${receipt.position}: SHA-256 ${hash}`
        : `${scheme}@${version} is published at position ${receipt.position}: SHA-256 ${hash}`,
  );
}

async function documentIn(file: string): Promise<unknown> {
  const { parse, YAMLParseError } = await import('yaml');
  const text = await readFile(file, 'utf8');
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new CommandFailure(`${file} is not YAML: ${error.message}`);
    throw error;
  }
}

async function printProblems(
  file: string,
  { problems }: SchemeError,
  format: 'table' | 'json',
  { stdout }: Surroundings,
): Promise<void> {
  if (format === 'json') {
    await printLine(stdout, JSON.stringify({ valid: false, scheme: null, version: null, problems }));
    return;
  }
  const { problemLine } = await import('#assay/methodology');
  await printLine(stdout, `${file} is no sound rulebook; ${problems.length} to mend:`);
  for (const problem of problems) await printLine(stdout, `  ${problemLine(problem)}`);
}

type SchemeReader = Pick<LedgerReader, 'schemes' | 'scheme'>;

/** Rulebooks come with the product, and a ledger may have more: reading those that come needs no folder. */
async function schemeReader(options: SchemeOptions, surroundings: Surroundings): Promise<SchemeReader> {
  if (options.server !== undefined) {
    const { RemoteLedger } = await import('../reading/remote-ledger.js');
    return new RemoteLedger(options.server, surroundings.interrupted);
  }
  const [{ SchemeLibrary, Schemes }, { configurationFor }] = await Promise.all([
    import('#assay/scoring'),
    import('../ledger-session.js'),
  ]);
  const { data } = await configurationFor(surroundings, options);
  const library = await (existsSync(join(data, 'log.db')) ? schemesIn(data) : SchemeLibrary.load());
  const schemes = new Schemes(library);
  // eslint-disable-next-line @typescript-eslint/require-await -- an unknown scheme is a rejection, as it is from a server
  return { schemes: async () => schemes.list(), scheme: async (query) => schemes.scheme(query) };
}

async function schemesIn(folder: string): Promise<SchemeLibrary> {
  const [{ SchemeLibrary }, { SqliteEventLog }] = await Promise.all([
    import('#assay/scoring'),
    import('#assay/event-log'),
  ]);
  const log = await SqliteEventLog.openReader(folder);
  try {
    return await SchemeLibrary.of(log);
  } finally {
    await log.close();
  }
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
  const [{ SchemeError }, { parseScheme }] = await Promise.all([
    import('#assay/methodology'),
    import('#assay/methodology/language'),
  ]);
  const document = await documentIn(file);
  try {
    const { id, version, measures } = parseScheme(document);
    const sound = { valid: true, scheme: id, version, problems: [] };
    await printLine(
      surroundings.stdout,
      format === 'json'
        ? JSON.stringify(sound)
        : `${file} is a sound rulebook: ${id} version ${version}, ${measures.length} measures.`,
    );
  } catch (error) {
    if (!(error instanceof SchemeError)) throw error;
    endWith(EXIT.checkFailed);
    await printProblems(file, error, format, surroundings);
  }
}
