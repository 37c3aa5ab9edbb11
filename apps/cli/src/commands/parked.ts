import { Command } from 'commander';
import {
  formatOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  reading,
  type ReadingOptions,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface ParkedOptions extends ReadingOptions, LanguageOptions {
  readonly format: 'table' | 'json';
}

export function parkedCommand({ surroundings }: CommandContext): Command {
  return reading(new Command('parked'))
    .description('Companies whose scores are incomplete, for an event could not be taken in: since when, and why.')
    .addOption(formatOption(['table', 'json']))
    .addOption(languageOption())
    .action((options: ParkedOptions) => parked(options, surroundings));
}

async function parked(options: ParkedOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, { parkedTable }, { say }] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/rebuild-screen.js'),
    import('../output/language.js'),
  ]);
  const language = languageFrom(options, surroundings);
  const { stdout } = surroundings;
  await withReader(surroundings, options, async (reader) => {
    const list = await reader.parked();
    if (options.format === 'json') await printLine(stdout, JSON.stringify(list));
    else if (list.companies.length === 0) await printLine(stdout, say(language, 'noneParked'));
    else {
      await printLine(stdout, parkedTable(list.companies, language, widthOf(surroundings)));
      await printNote(surroundings, say(language, 'toTakeInAgain'));
    }
  });
}
