import type { Circular, CircularQuery, DeliveredDocument, ExportQuery } from '#assay/delivery';
import type {
  BackdatedPage,
  BackdatedQuery,
  Board,
  BoardQuery,
  CaseQuery,
  CaseView,
  Comparison,
  ComparisonQuery,
  DeclarationsPage,
  DeclarationsQuery,
  EventPage,
  EventSearchQuery,
  Explanation,
  ExplanationQuery,
  HistoryQuery,
  ParkedList,
  PromisePage,
  PromiseQuery,
  SchemeQuery,
  ScoreHistory,
  SchemeSummary,
  SchemeView,
  Sensitivity,
  SensitivityQuery,
  SupposedBoard,
  SupposedExplanation,
  SupposingBoardQuery,
  SupposingExplanationQuery,
  SuppositionWork,
} from '#assay/scoring';

/**
 * What reading commands ask: of the ledger in a folder or of a running server. Both answer with the same documents, which
 * are the machine formats.
 */
export interface LedgerReader {
  board(query: BoardQuery): Promise<Board>;
  explanation(query: ExplanationQuery): Promise<Explanation>;
  /** @param work told of how far it has come where that takes long; a server tells nothing */
  supposedBoard(query: SupposingBoardQuery, work?: SuppositionWork): Promise<SupposedBoard>;
  supposedExplanation(query: SupposingExplanationQuery, work?: SuppositionWork): Promise<SupposedExplanation>;
  history(query: HistoryQuery): Promise<ScoreHistory>;
  backdated(query: BackdatedQuery): Promise<BackdatedPage>;
  comparison(query: ComparisonQuery): Promise<Comparison>;
  sensitivity(query: SensitivityQuery, work?: SuppositionWork): Promise<Sensitivity>;
  declarations(query: DeclarationsQuery): Promise<DeclarationsPage>;
  case(query: CaseQuery): Promise<CaseView>;
  events(query: EventSearchQuery): Promise<EventPage>;
  export(query: ExportQuery): Promise<Pick<DeliveredDocument, 'content'>>;
  circular(query: CircularQuery): Promise<Circular>;
  parked(): Promise<ParkedList>;
  promises(query: PromiseQuery): Promise<PromisePage>;
  schemes(): Promise<readonly SchemeSummary[]>;
  scheme(query: SchemeQuery): Promise<SchemeView>;
  close(): Promise<void>;
}

/** Most entries that one page may have. */
export const LARGEST_PAGE = 1_000;

/** A board of any length: each page after the first is of the first one's moment. */
export async function wholeBoard(reader: LedgerReader, query: Omit<BoardQuery, 'limit' | 'cursor'>): Promise<Board> {
  const first = await reader.board({ ...query, limit: LARGEST_PAGE });
  const rows = [...first.rows];
  for (let cursor = first.nextCursor; cursor !== null;) {
    const next = await reader.board({ ...query, limit: LARGEST_PAGE, cursor });
    rows.push(...next.rows);
    cursor = next.nextCursor;
  }
  return { ...first, rows, nextCursor: null };
}

/** All figures, page after page: each page after the first is of the first one's moment. */
export async function allDeclarations(
  reader: LedgerReader,
  query: Omit<DeclarationsQuery, 'limit' | 'cursor'>,
): Promise<DeclarationsPage> {
  const first = await reader.declarations({ ...query, limit: LARGEST_PAGE });
  const rows = [...first.rows];
  for (let cursor = first.nextCursor; cursor !== null;) {
    const next = await reader.declarations({ ...query, limit: LARGEST_PAGE, cursor });
    rows.push(...next.rows);
    cursor = next.nextCursor;
  }
  return { ...first, rows, nextCursor: null };
}
