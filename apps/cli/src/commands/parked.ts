import { Command } from 'commander';
import { formatOption, reading, type ReadingOptions } from '../options.js';
import type { CommandContext } from '../command-context.js';
import { printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface ParkedOptions extends ReadingOptions {
  readonly format: 'table' | 'json';
}

export function parkedCommand({ surroundings }: CommandContext): Command {
  return reading(new Command('parked'))
    .description('Companies whose scores are incomplete, for an event could not be taken in: since when, and why.')
    .addOption(formatOption(['table', 'json']))
    .action((options: ParkedOptions) => parked(options, surroundings));
}

async function parked(options: ParkedOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, { parkedTable }] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/rebuild-screen.js'),
  ]);
  const { stdout } = surroundings;
  await withReader(surroundings, options, async (reader) => {
    const list = await reader.parked();
    if (options.format === 'json') await printLine(stdout, JSON.stringify(list));
    else if (list.companies.length === 0) await printLine(stdout, 'No company is parked: all scores are complete.');
    else {
      await printLine(stdout, parkedTable(list.companies, widthOf(surroundings)));
      await printNote(
        surroundings,
        'When the fault is mended or the event corrected, "assay rebuild --parked" takes them in again, "--company UNIT" one alone.',
      );
    }
  });
}
