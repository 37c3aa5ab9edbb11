import type { EventLog } from '#assay/event-log';
import { countsAlike, withParameters } from '#assay/methodology';
import { unitLevel } from '#assay/service-record';

import { Boards, type Board, type BoardQuery, type ScoredBoard } from '../reading/boards.js';
import { type Explanation, type ExplanationQuery, Explanations } from '../reading/explanations.js';
import { caughtUp } from '../reading/known-at.js';
import type { NameSource } from '../reading/sources.js';
import { SchemeLibrary, schemeOf } from '../scheme-library.js';
import type { ScoreReader, ScoreView } from '../score-store.js';
import type { Consequence } from './case-steps.js';
import { changesBetween } from './changes.js';
import { findLeftOut } from './find-left-out.js';
import { OnceReadView } from './once-read-view.js';
import { SupposedCases } from './supposed-cases.js';
import { SupposedLog } from './supposed-log.js';
import { supposedRegisters } from './supposed-registers.js';
import { SupposedView } from './supposed-view.js';
import {
  MOST_CONSEQUENCES,
  settingsOf,
  type Supposed,
  type Supposition,
  type SuppositionQuery,
  type SuppositionWork,
} from './supposition.js';
import { SuppositionError } from './supposition-errors.js';

export type SupposingBoardQuery = BoardQuery & SuppositionQuery;
export type SupposedBoard = Board & Supposed<Board>;

export type SupposingExplanationQuery = ExplanationQuery & SuppositionQuery;
export type SupposedExplanation = Explanation & Supposed<Explanation>;

/** Everything that answers are made from, as it is or as it would be. */
interface World {
  readonly view: ScoreView;
  readonly boards: Boards;
  readonly explanations: Explanations;
  /** What the scheme asked about is called in it. */
  readonly scheme: string;
}

interface Worlds {
  readonly actual: World;
  readonly supposed: World;
  readonly suppositions: readonly Supposition[];
  readonly consequences: readonly Consequence[];
}

/**
 * What the scores would be: without a case, an event or a source, with other values in the rulebook, or under another version
 * of it; beside what they are, with everyone who is moved. It only reads.
 */
export class Suppositions {
  constructor(
    private readonly reader: ScoreReader,
    private readonly log: EventLog,
    private readonly library: SchemeLibrary,
    private readonly nameSource?: NameSource,
  ) {}

  /**
   * A page of the board under a supposition, beside the same page of the board as it is.
   *
   * @throws what `Boards.board` throws; UnknownCaseError, UnknownEventError, AmbiguousEventError, UnknownSourceError,
   *   SuppositionError, SettingError, SchemeError
   */
  async board(query: SupposingBoardQuery, work?: SuppositionWork): Promise<SupposedBoard> {
    return this.inBoth(query, work, async ({ actual, supposed, ...told }) => {
      const was = await actual.boards.scored(actual.view, { ...query, scheme: actual.scheme });
      const is = await supposed.boards.scored(supposed.view, { ...query, scheme: supposed.scheme });
      return {
        ...supposed.boards.page(is, query),
        ...toldOf(told),
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
    return this.inBoth(query, work, async ({ actual, supposed, ...told }) => {
      const scored = ({ boards, view, scheme }: World): Promise<ScoredBoard> =>
        boards.scored(view, { ...query, unitLevel: level, scheme });
      return {
        ...(await supposed.explanations.explanation({ ...query, scheme: supposed.scheme })),
        ...toldOf(told),
        actual: await actual.explanations.explanation({ ...query, scheme: actual.scheme }),
        changes: changesBetween(await scored(actual), await scored(supposed)),
      };
    });
  }

  private async inBoth<T>(
    query: (BoardQuery | ExplanationQuery) & SuppositionQuery,
    work: SuppositionWork | undefined,
    answer: (worlds: Worlds) => Promise<T>,
  ): Promise<T> {
    const { atLeast, waitMs = 2_000 } = query;
    if (atLeast !== undefined) await caughtUp(this.reader, atLeast, waitMs);
    return this.reader.snapshot(async (view) => answer(await this.worlds(new OnceReadView(view), query, work)));
  }

  private async worlds(
    view: ScoreView,
    query: { readonly scheme: string } & SuppositionQuery,
    work: SuppositionWork | undefined,
  ): Promise<Worlds> {
    const { scheme } = this.library.get(query.scheme);
    const rulebook = this.supposedLibrary(query);
    const found = await findLeftOut(view, this.log, query, work);
    if (found.isLarge) throw new SuppositionError('The sources have too many events to be left out at once.');
    const cases = await SupposedCases.of(view, this.log, found.leftOut);
    const log = new SupposedLog(
      this.log,
      new Map(cases.cases.map(({ id, supposed }) => [id, supposed.map(({ event }) => event)])),
    );
    const registers = await supposedRegisters(view, this.log, cases, found.sources);
    const supposedView = new SupposedView(view, cases, registers, this.library.schemes);
    return {
      actual: this.world(view, this.log, this.library, `${scheme.id}@${scheme.version}`),
      supposed: this.world(supposedView, log, rulebook.library, rulebook.scheme),
      suppositions: [...found.suppositions, ...rulebook.suppositions],
      consequences: cases.consequences,
    };
  }

  private world(view: ScoreView, log: SupposedLog | EventLog, library: SchemeLibrary, scheme: string): World {
    const reader: ScoreReader = {
      source: this.reader.source,
      snapshot: (read) => read(view),
      close: () => Promise.resolve(),
    };
    const boards = new Boards(reader, library, this.nameSource);
    return { view, boards, explanations: new Explanations(reader, log, library, boards), scheme };
  }

  /** The rulebooks with the one that is asked about in another version, or with other values. */
  private supposedLibrary({ scheme: name, schemeVersion, set }: { readonly scheme: string } & SuppositionQuery): {
    readonly library: SchemeLibrary;
    readonly scheme: string;
    readonly suppositions: readonly Supposition[];
  } {
    const suppositions: Supposition[] = [];
    const { scheme: actual } = this.library.get(name);
    const asked = schemeVersion === undefined ? name : `${actual.id}@${schemeVersion}`;
    const { key, scheme } = this.library.get(asked);
    if (schemeVersion !== undefined)
      suppositions.push({
        kind: 'scheme-version',
        what: String(schemeVersion),
        text: `Under version ${schemeVersion} of ${actual.id}, in the place of version ${actual.version}.`,
      });
    const values = settingsOf(set);
    if (Object.keys(values).length === 0) return { library: this.library, scheme: asked, suppositions };
    const changed = schemeOf(withParameters(scheme.document, values));
    if (!countsAlike(scheme.document, changed.document))
      throw new SuppositionError(
        `${Object.keys(values).join(', ')} changes what cases count, not only how sums are scored.`,
      );
    for (const [path, value] of Object.entries(values))
      suppositions.push({ kind: 'set', what: `${path}=${value}`, text: `With ${path} set to ${value}.` });
    return {
      library: new SchemeLibrary(this.library.schemes.with(key, changed)),
      scheme: `${scheme.id}@${scheme.version}`,
      suppositions,
    };
  }
}

function toldOf({
  suppositions,
  consequences,
}: Pick<Worlds, 'suppositions' | 'consequences'>): Pick<
  Supposed<never>,
  'suppositions' | 'consequences' | 'consequenceCount'
> {
  return {
    suppositions,
    consequences: consequences.slice(0, MOST_CONSEQUENCES),
    consequenceCount: consequences.length,
  };
}
