import { Command } from 'commander';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  type MomentOptions,
  outputOption,
  reading,
  type ReadingOptions,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import type { Surroundings } from '../surroundings.js';

interface CircularOptions extends ReadingOptions, MomentOptions, LanguageOptions {
  readonly period: string;
  readonly unit?: string;
  readonly par?: string;
  readonly utcOffset?: string;
  readonly format: 'text' | 'csv' | 'json';
  readonly output?: string;
}

export function circularCommand({ surroundings }: CommandContext): Command {
  const command = new Command('circular')
    .description('What inspections found in a period, unit by unit, with repeat findings (通報).')
    .requiredOption('--period <period>', 'inspections held in it: 2024-Q3')
    .option('--unit <path>', 'only this unit and what lies below it')
    .option('--par <share>', 'share of its maximum below which an item without a par is below par (default: 0.6)')
    .option('--utc-offset <offset>', 'by which clock an inspection falls on a day, such as +08:00 (default: +00:00)')
    .addOption(knownAtOption())
    .addOption(formatOption(['text', 'csv', 'json']))
    .addOption(outputOption())
    .addOption(languageOption());
  return reading(command).action((options: CircularOptions) => circular(options, surroundings));
}

async function circular(options: CircularOptions, surroundings: Surroundings): Promise<void> {
  const [{ circularDocument }, { withReader }, { deliver }] = await Promise.all([
    import('#assay/delivery'),
    import('../ledger-session.js'),
    import('../output/deliver.js'),
  ]);
  const { period, unit, par, utcOffset, knownAt, format, output } = options;
  await withReader(surroundings, options, async (reader) => {
    const found = await reader.circular({ period, unit, par, utcOffset, knownAt });
    await deliver(circularDocument(found, format, languageFrom(options, surroundings)), output, surroundings);
  });
}
