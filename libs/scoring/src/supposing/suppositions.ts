import type { EventLog } from '#assay/event-log';
import type { CompiledScheme } from '#assay/methodology';
import { unitLevel } from '#assay/service-record';

import { Boards, type Board, type BoardQuery, type ScoredBoard } from '../reading/boards.js';
import type { AmountChange, NearCohort } from '../reading/cohort.js';
import { type Explanation, type ExplanationQuery, Explanations } from '../reading/explanations.js';
import type { CaseLog } from '../reading/case-log.js';
import { questionOf } from '../reading/cursor.js';
import { momentOfPage, readAt } from '../reading/moment.js';
import type { NameSource } from '../reading/sources.js';
import type { SchemeLibrary } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import { changesBetween } from './changes.js';
import { countAgain } from './counted-again.js';
import { findLeftOut, type FoundLeftOut, MOST_FOUND } from './find-left-out.js';
import { OnceReadView } from './once-read-view.js';
import { printedBeside, printedOnce } from './printing.js';
import { Retelling } from './retelling.js';
import { SupposedCases } from './supposed-cases.js';
import { SupposedLog } from './supposed-log.js';
import { supposedRegisters } from './supposed-registers.js';
import { type SupposedRulebook, supposedRulebook } from './supposed-rulebook.js';
import { SupposedView } from './supposed-view.js';
import type { Supposed, SuppositionQuery, SuppositionWork } from './supposition.js';

export type SupposingBoardQuery = BoardQuery & SuppositionQuery;
export type SupposedBoard = Board & Supposed<Board>;

export type SupposingExplanationQuery = ExplanationQuery & SuppositionQuery;
export type SupposedExplanation = Explanation & Supposed<Explanation>;

/** Everything that answers are made from, as it is or as it would be. */
interface World {
  readonly view: ScoreView;
  readonly log: CaseLog;
  readonly boards: Boards;
  readonly explanations: Explanations;
  /** The scheme asked about. */
  readonly scheme: CompiledScheme;
}

/** The two boards of a question. */
interface ScoredBoards {
  readonly was: ScoredBoard;
  readonly is: ScoredBoard;
}

interface Worlds extends Pick<Supposed<never>, 'suppositions' | 'consequences' | 'consequenceCount'> {
  readonly actual: World;
  readonly supposed: World;
  /** The amounts by which the sums of the supposed world differ; undefined where more than these is other. */
  readonly amounts: readonly AmountChange[] | undefined;
}

interface SupposedScores {
  readonly view: ScoreView;
  readonly retelling: Retelling;
  readonly told: Pick<Supposed<never>, 'consequences' | 'consequenceCount'>;
  readonly amounts: Worlds['amounts'];
  close(): Promise<void>;
}

export interface SuppositionsOptions {
  /** Of the ledger: where all cases are counted again, their courses are read there in the place of the log. */
  readonly folder?: string | undefined;
  /** In a thread of its own then, so that this one goes on with its work. Built code only. */
  readonly inThread?: boolean | undefined;
  /** Most events of left-out sources that are held in memory. */
  readonly mostFound?: number;
}

/**
 * What the scores would be: without a case, an event or a source, with other values in the rulebook, or under another version
 * of it; beside what they are, with everyone who is moved. It only reads.
 */
export class Suppositions {
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly nameSource?: NameSource,
    private readonly options: SuppositionsOptions = {},
  ) {}

  /**
   * A page of the board under a supposition, beside the same page of the board as it is.
   *
   * @throws what `Boards.board` throws; UnknownCaseError, UnknownEventError, AmbiguousEventError, UnknownSourceError,
   *   SuppositionError, SettingError, SchemeError
   */
  async board(query: SupposingBoardQuery, work?: SuppositionWork): Promise<SupposedBoard> {
    return this.inBoth(query, work, async ({ actual, supposed, amounts, ...told }) => {
      const { was, is } = await this.scoredBoth(query, { actual, supposed, amounts });
      return {
        ...supposed.boards.page(is, query),
        ...told,
        actual: actual.boards.page(was, query),
        changes: changesBetween(was, is),
      };
    });
  }

  /**
   * A page of the explanation under a supposition, beside the explanation as it is.
   *
   * @throws what `Explanations.explanation` throws, and as {@link board}
   */
  async explanation(query: SupposingExplanationQuery, work?: SuppositionWork): Promise<SupposedExplanation> {
    const level = unitLevel(query.unit);
    return this.inBoth(query, work, async ({ actual, supposed, amounts, ...told }) => {
      const { was, is } = await this.scoredBoth({ ...query, unitLevel: level }, { actual, supposed, amounts });
      const explained = ({ explanations, view, log, scheme }: World, board: ScoredBoard): Promise<Explanation> => {
        const asked = { ...query, scheme: `${scheme.id}@${scheme.version}` };
        return explanations.explain(view, log, asked, questionOf(query), board);
      };
      return {
        ...(await explained(supposed, is)),
        ...told,
        actual: await explained(actual, was),
        changes: changesBetween(was, is),
      };
    });
  }

  private async scoredBoth(
    query: Pick<BoardQuery, 'period' | 'unitLevel'>,
    { actual, supposed, amounts }: Pick<Worlds, 'actual' | 'supposed' | 'amounts'>,
  ): Promise<ScoredBoards> {
    const scored = ({ boards, view, scheme: { id, version } }: World, near?: NearCohort): Promise<ScoredBoard> =>
      boards.scored(view, { ...query, scheme: `${id}@${version}` }, near);
    const was = printedOnce(await scored(actual));
    if (supposed.scheme !== actual.scheme) return { was, is: printedOnce(await scored(supposed)) };
    const is = await scored(supposed, amounts && { members: was.members, changes: amounts });
    return { was, is: printedBeside(is, was, actual.scheme.document) };
  }

  private async inBoth<T>(
    query: (BoardQuery | ExplanationQuery) & SuppositionQuery,
    work: SuppositionWork = {},
    answer: (worlds: Worlds) => Promise<T>,
  ): Promise<T> {
    return readAt(this.reader, this.log, momentOfPage(query), async (base) => {
      const view = new OnceReadView(base);
      const found = await findLeftOut(view, this.log, query, work, this.options.mostFound ?? MOST_FOUND);
      const rulebook = await supposedRulebook(this.library, query);
      const supposed = await this.supposedScores(view, found, rulebook, work);
      const log = new SupposedLog(this.log, supposed.retelling);
      try {
        return await answer({
          actual: this.world(view, this.log, this.library, rulebook.actual),
          supposed: this.world(supposed.view, log, rulebook.library, rulebook.scheme),
          suppositions: [...found.suppositions, ...rulebook.suppositions],
          amounts: supposed.amounts,
          ...supposed.told,
        });
      } finally {
        await supposed.close();
      }
    });
  }

  /** The scores as they would be: sums moved by the cases concerned, or, where that will not do, all cases counted again. */
  private async supposedScores(
    view: ScoreView,
    { leftOut, sources, isLarge }: FoundLeftOut,
    { key, scheme, countsOtherwise }: SupposedRulebook,
    work: SuppositionWork,
  ): Promise<SupposedScores> {
    const cases = await SupposedCases.of(view, this.log, leftOut);
    const registers = await supposedRegisters(view, this.log, cases, sources);
    const overlaid = new SupposedView(view, cases, registers, this.library.schemes);
    const whole = isLarge ? sources : new Set<string>();
    const retelling = new Retelling(leftOut, whole);
    if (!isLarge && !countsOtherwise) {
      const { consequences } = cases;
      const told = { consequences: consequences.first, consequenceCount: consequences.count };
      return { view: overlaid, retelling, told, amounts: overlaid.changes(key), close: () => Promise.resolve() };
    }
    const { folder, inThread } = this.options;
    const again = await this.inTurn(() =>
      countAgain({
        view: overlaid,
        log: this.log,
        key,
        scheme,
        leftOut,
        sources: whole,
        work,
        folder,
        inThread,
      }),
    );
    const { consequences, consequenceCount } = again;
    return {
      view: new OnceReadView(again.view),
      retelling,
      told: { consequences, consequenceCount },
      amounts: undefined,
      close: () => again.close(),
    };
  }

  /** Each goes through all cases: two at once would take room and be no faster. */
  private async inTurn<T>(count: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(count);
    this.turn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  private world(view: ScoreView, log: CaseLog, library: SchemeLibrary, scheme: CompiledScheme): World {
    const boards = new Boards(this.reader, this.log, library, this.nameSource);
    return { view, log, boards, explanations: new Explanations(this.reader, this.log, library, boards), scheme };
  }
}
