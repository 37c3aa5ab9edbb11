import type { Circular, DeliveredDocument } from '#assay/delivery';
import type {
  BackdatedPage,
  Board,
  CaseView,
  Comparison,
  DeclarationsPage,
  EventPage,
  Explanation,
  ParkedList,
  PromisePage,
  SchemeSummary,
  SchemeView,
  Sensitivity,
  SupposedBoard,
  SupposedExplanation,
  ScoreHistory,
} from '#assay/scoring';
import type { LedgerReader } from './ledger-reader.js';
import { ServerRequests } from './server-requests.js';

/** Counting a large ledger again takes minutes. */
const WHAT_WOULD_BE_MS = 15 * 60_000;

/** The ledger behind a running server, asked through its HTTP interface. */
export class RemoteLedger implements LedgerReader {
  private readonly server: ServerRequests;

  constructor(url: string, interrupted?: AbortSignal) {
    this.server = new ServerRequests(url, interrupted);
  }

  board = ({ scheme, ...parameters }: Parameters<LedgerReader['board']>[0]): Promise<Board> =>
    this.server.json(['v1', 'boards', scheme], { parameters });

  explanation = ({ scheme, ...parameters }: Parameters<LedgerReader['explanation']>[0]): Promise<Explanation> =>
    this.server.json(['v1', 'explanations', scheme], { parameters });

  supposedBoard = ({ scheme, ...parameters }: Parameters<LedgerReader['supposedBoard']>[0]): Promise<SupposedBoard> =>
    this.server.json(['v1', 'boards', scheme], { parameters, patienceMs: WHAT_WOULD_BE_MS });

  supposedExplanation = ({
    scheme,
    ...parameters
  }: Parameters<LedgerReader['supposedExplanation']>[0]): Promise<SupposedExplanation> =>
    this.server.json(['v1', 'explanations', scheme], { parameters, patienceMs: WHAT_WOULD_BE_MS });

  history = ({ scheme, ...parameters }: Parameters<LedgerReader['history']>[0]): Promise<ScoreHistory> =>
    this.server.json(['v1', 'history', scheme], { parameters });

  backdated = (query: Parameters<LedgerReader['backdated']>[0]): Promise<BackdatedPage> =>
    this.server.json(['v1', 'backdated'], { parameters: { ...query } });

  comparison = ({ scheme, ...parameters }: Parameters<LedgerReader['comparison']>[0]): Promise<Comparison> =>
    this.server.json(['v1', 'diff', scheme], { parameters });

  sensitivity = ({ scheme, ...parameters }: Parameters<LedgerReader['sensitivity']>[0]): Promise<Sensitivity> =>
    this.server.json(['v1', 'sensitivity', scheme], { parameters, patienceMs: WHAT_WOULD_BE_MS });

  declarations = ({ scheme, ...parameters }: Parameters<LedgerReader['declarations']>[0]): Promise<DeclarationsPage> =>
    this.server.json(['v1', 'declarations', scheme], { parameters });

  case = (query: Parameters<LedgerReader['case']>[0]): Promise<CaseView> =>
    this.server.json(['v1', 'cases'], { parameters: { ...query } });

  events = (query: Parameters<LedgerReader['events']>[0]): Promise<EventPage> =>
    this.server.json(['v1', 'events'], { parameters: { ...query, types: undefined, type: query.types } });

  export = async ({
    scheme,
    ...parameters
  }: Parameters<LedgerReader['export']>[0]): Promise<Pick<DeliveredDocument, 'content'>> => ({
    content: await this.server.stream(['v1', 'exports', scheme], { parameters }),
  });

  circular = (query: Parameters<LedgerReader['circular']>[0]): Promise<Circular> =>
    this.server.json(['v1', 'circulars'], { parameters: { ...query } });

  promises = ({ scheme, steps, states, ...rest }: Parameters<LedgerReader['promises']>[0]): Promise<PromisePage> =>
    this.server.json(['v1', 'promises', scheme], { parameters: { ...rest, step: steps, state: states } });

  parked = (): Promise<ParkedList> => this.server.json(['v1', 'parked']);

  schemes = (): Promise<readonly SchemeSummary[]> => this.server.json(['v1', 'schemes']);

  scheme = ({ scheme, ...parameters }: Parameters<LedgerReader['scheme']>[0]): Promise<SchemeView> =>
    this.server.json(['v1', 'schemes', scheme], { parameters });

  close = (): Promise<void> => Promise.resolve();
}
