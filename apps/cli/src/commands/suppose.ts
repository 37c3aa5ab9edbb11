/** `board` and `explain` under a supposition: what would be, beside what is. */
import type { SupposedBoard, SupposingBoardQuery, SupposingExplanationQuery } from '#assay/scoring';
import { withReader } from '../ledger-session.js';
import { languageFrom, type LanguageOptions, type ReadingOptions } from '../options.js';
import { changesCsv, supposedBoardScreen, supposedExplanationScreen } from '../output/supposed-screen.js';
import { LARGEST_PAGE } from '../reading/ledger-reader.js';
import { working } from '../supposing-progress.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface Answering extends ReadingOptions, LanguageOptions {
  readonly format: 'table' | 'json' | 'csv';
}

export async function supposeBoard(
  query: SupposingBoardQuery,
  options: Answering,
  surroundings: Surroundings,
): Promise<void> {
  await withReader(surroundings, options, async (reader) => {
    const board = await working(surroundings, (work) =>
      reader.supposedBoard({ ...query, limit: query.limit ?? LARGEST_PAGE }, work),
    );
    if (await writtenForMachines(board, options, surroundings)) return;
    const { document } = await reader.scheme({ scheme: board.scheme });
    const language = languageFrom(options, surroundings);
    const { text, hints } = supposedBoardScreen({ board, document, language, width: widthOf(surroundings) });
    await print(surroundings.stdout, text);
    for (const hint of hints) await printNote(surroundings, hint);
  });
}

export async function supposeExplanation(
  query: SupposingExplanationQuery,
  options: Answering,
  surroundings: Surroundings,
): Promise<void> {
  await withReader(surroundings, options, async (reader) => {
    const explanation = await working(surroundings, (work) => reader.supposedExplanation(query, work));
    if (await writtenForMachines(explanation, options, surroundings)) return;
    const { document } = await reader.scheme({ scheme: explanation.scheme });
    const { measure } = query;
    const language = languageFrom(options, surroundings);
    const screen = { explanation, document, measure, language, width: widthOf(surroundings) };
    await print(surroundings.stdout, supposedExplanationScreen(screen));
    if (explanation.nextCursor !== null && measure !== undefined)
      await printLine(surroundings.stderr, `More cases follow: --cursor ${explanation.nextCursor}`);
  });
}

async function writtenForMachines(
  answer: Pick<SupposedBoard, 'changes'>,
  { format }: Answering,
  { stdout }: Surroundings,
): Promise<boolean> {
  if (format === 'json') await printLine(stdout, JSON.stringify(answer));
  if (format === 'csv') await print(stdout, changesCsv(answer.changes));
  return format !== 'table';
}
