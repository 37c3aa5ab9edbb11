import { Command, Option } from 'commander';
import type { ExportFormat, ExportQuery, ExportSubject } from '#assay/delivery';
import type { UnitLevel } from '#assay/service-record';
import { CommandFailure } from '../failure.js';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  languageOption,
  type LanguageOptions,
  type MomentOptions,
  outputOption,
  periodOption,
  reading,
  type ReadingOptions,
  schemeOption,
  unitLevelOption,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import type { Surroundings } from '../surroundings.js';

interface ExportOptions extends ReadingOptions, MomentOptions, LanguageOptions {
  readonly scheme: string;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly unit?: string;
  readonly what: ExportSubject;
  readonly format: ExportFormat;
  readonly output?: string;
}

const SUBJECTS = ['board', 'measures', 'cases', 'events'] as const satisfies readonly ExportSubject[];
const FORMATS = ['csv', 'json', 'ndjson', 'xlsx'] as const satisfies readonly ExportFormat[];

export function exportCommand({ surroundings }: CommandContext): Command {
  const command = new Command('export')
    .description('Results as a file for other systems: a board, its measures, or the evidence behind it.')
    .addOption(schemeOption())
    .addOption(periodOption())
    .addOption(new Option('--what <subject>', 'what is exported').choices(SUBJECTS).default('board'))
    .addOption(unitLevelOption())
    .option('--unit <path>', 'only this unit and what lies below it; ranks stay those of all')
    .addOption(knownAtOption())
    .addOption(formatOption(FORMATS))
    .addOption(outputOption())
    .addOption(languageOption())
    .addHelpText('after', HELP);
  return reading(command).action((options: ExportOptions) => exportResults(options, surroundings));
}

const HELP = `
board     a row a unit: rank, score, grade, and every measure
measures  a row a unit and measure, as KPI systems load them
cases     the evidence: a row a unit, measure and case, with what the case adds; the rows add up to the board
events    the events of those cases, whole in json and ndjson

Every row says by which rulebook (id, version, hash), as known at which position, and from which ledger and sources it is. The same
question at the same --known-at gives the same bytes. In csv a text that a spreadsheet would run as a formula gets an apostrophe.`;

async function exportResults(options: ExportOptions, surroundings: Surroundings): Promise<void> {
  const { scheme, period, unitLevel, unit, what, knownAt, format, output } = options;
  if (format === 'xlsx' && output === undefined && surroundings.stdout.isTTY === true)
    throw new CommandFailure('A workbook is no text for a terminal: name a file with -o.');
  const [{ withReader }, { deliver }] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/deliver.js'),
  ]);
  const language = languageFrom(options, surroundings);
  const query: ExportQuery = { scheme, period, unitLevel, unit, what, knownAt, format, language };
  await withReader(surroundings, options, async (reader) => {
    await deliver(await reader.export(query), output, surroundings);
  });
}
