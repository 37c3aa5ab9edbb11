/** Options that several commands share, declared once so that they read and behave alike. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandFailure } from './failure.js';
import { type Language, LANGUAGES, languageOf } from './output/language.js';
import type { Surroundings } from './surroundings.js';

export interface WhereOptions {
  readonly data?: string;
}

export interface ReadingOptions extends WhereOptions {
  readonly server?: string;
}

export interface PagingOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface MomentOptions {
  readonly knownAt?: string;
}

export interface LanguageOptions {
  readonly language?: Language;
}

export const dataOption = (): Option =>
  new Option('--data <dir>', "the ledger's folder (default: ASSAY_DATA, else data)").argParser(nonEmpty);

export const serverOption = (): Option =>
  new Option('--server <url>', 'ask a running server instead of a folder').argParser(serverUrl).conflicts('data');

export const languageOption = (): Option =>
  new Option('--lang, --language <language>', 'language of what people read (default: from LANG)').choices(LANGUAGES);

export const knownAtOption = (): Option =>
  new Option(
    '--known-at <moment>',
    'as known at a position, an instant (RFC 3339), or the end of a day, by when events were recorded',
  ).argParser(nonEmpty);

export const outputOption = (): Option =>
  new Option('-o, --output <file>', 'write to a file instead of stdout').argParser(nonEmpty);

/** Written out, and not taken from the library, so that help need not load it. */
const UNIT_LEVELS = ['company', 'province', 'city', 'branch', 'department', 'employee'] as const;

export const periodOption = (): Option =>
  new Option(
    '--period <period>',
    '2024, 2024-H1, 2024-Q3, 2024-07, 2024-W05, 2024-07-15, 2023-07..2024-06, 2023-07-16..2024-07-15, or ..2024-06 for the scheme’s own window',
  ).makeOptionMandatory();

export const schemeOption = (): Option =>
  new Option('--scheme <id>', 'the rulebook: see "assay scheme list"').makeOptionMandatory();

export const unitLevelOption = (): Option =>
  new Option('--unit-level <level>', 'who is compared').choices(UNIT_LEVELS).default('company');

/** The first format is the default. */
export function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'how the answer is written').choices(formats).default(formats[0]);
}

/** Options of every command that only reads. */
export function reading(command: Command): Command {
  return command.addOption(dataOption()).addOption(serverOption());
}

export function paged(command: Command, what: string): Command {
  return command
    .addOption(new Option('--limit <n>', `at most so many ${what}`).argParser(positiveInteger))
    .addOption(new Option('--cursor <cursor>', 'go on where the page before ended').argParser(nonEmpty));
}

export function languageFrom(options: LanguageOptions, { env }: Surroundings): Language {
  return options.language ?? languageOf(env);
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Write a whole number from 1 on.');
  return value;
}

export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

function serverUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new InvalidArgumentError('Write an address such as http://127.0.0.1:8080.');
  return url.href.replace(/\/$/, '');
}

/** Says so at once when a folder holds no ledger: a reading command must not make one by looking. */
export function noLedger(folder: string): CommandFailure {
  return new CommandFailure(
    `There is no ledger in ${folder}. Record something first (assay import FILE --mapping NAME, or assay simulate), ` +
      'or name its folder with --data.',
  );
}
