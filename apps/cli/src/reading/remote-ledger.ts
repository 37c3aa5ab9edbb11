import type { Circular, DeliveredDocument } from '#assay/delivery';
import type {
  Board,
  CaseView,
  DeclarationsPage,
  EventPage,
  Explanation,
  SchemeSummary,
  SchemeView,
} from '#assay/scoring';
import { CommandFailure } from '../failure.js';
import type { LedgerReader } from './ledger-reader.js';

type Scalar = string | number | undefined;
type QueryParameters = Readonly<Record<string, Scalar | readonly Scalar[]>>;

const PATIENCE_MS = 30_000;

/** The ledger behind a running server, asked through its HTTP interface. */
export class RemoteLedger implements LedgerReader {
  constructor(
    private readonly url: string,
    private readonly interrupted?: AbortSignal,
  ) {}

  board = ({ scheme, ...rest }: Parameters<LedgerReader['board']>[0]): Promise<Board> =>
    this.get(['v1', 'boards', scheme], rest);

  explanation = ({ scheme, ...rest }: Parameters<LedgerReader['explanation']>[0]): Promise<Explanation> =>
    this.get(['v1', 'explanations', scheme], rest);

  declarations = ({ scheme, ...rest }: Parameters<LedgerReader['declarations']>[0]): Promise<DeclarationsPage> =>
    this.get(['v1', 'declarations', scheme], rest);

  case = (query: Parameters<LedgerReader['case']>[0]): Promise<CaseView> => this.get(['v1', 'cases'], { ...query });

  events = (query: Parameters<LedgerReader['events']>[0]): Promise<EventPage> =>
    this.get(['v1', 'events'], { ...query, types: undefined, type: query.types });

  export = async ({
    scheme,
    ...rest
  }: Parameters<LedgerReader['export']>[0]): Promise<Pick<DeliveredDocument, 'content'>> => {
    const response = await this.ask(['v1', 'exports', scheme], rest, '*/*');
    if (!response.ok || response.body === null) throw await this.failure(response);
    return { content: response.body };
  };

  circular = (query: Parameters<LedgerReader['circular']>[0]): Promise<Circular> =>
    this.get(['v1', 'circulars'], { ...query });

  schemes = (): Promise<readonly SchemeSummary[]> => this.get(['v1', 'schemes']);

  scheme = ({ scheme }: Parameters<LedgerReader['scheme']>[0]): Promise<SchemeView> =>
    this.get(['v1', 'schemes', scheme]);

  close = (): Promise<void> => Promise.resolve();

  private async get<T>(path: readonly string[], parameters: QueryParameters = {}): Promise<T> {
    const response = await this.ask(path, parameters, 'application/json', AbortSignal.timeout(PATIENCE_MS));
    if (!response.ok) throw await this.failure(response);
    const body: unknown = await response.json().catch(() => undefined);
    if (body === undefined) throw await this.failure(response);
    return body as T;
  }

  private async ask(
    path: readonly string[],
    parameters: QueryParameters,
    accept: string,
    patience?: AbortSignal,
  ): Promise<Response> {
    const url = new URL(`${this.url}/${path.map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(parameters)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined) url.searchParams.append(name, String(each));
      }
    }
    const signals = [patience, this.interrupted].filter((signal) => signal !== undefined);
    return fetch(url, { headers: { accept }, signal: AbortSignal.any(signals) }).catch((error: unknown) => {
      throw new CommandFailure(`No Assay server answers at ${this.url}: ${causeOf(error)}.`);
    });
  }

  private async failure(response: Response): Promise<CommandFailure> {
    const body: unknown = response.bodyUsed ? undefined : await response.json().catch(() => undefined);
    return new CommandFailure(
      detailOf(body) ?? `${this.url} answered ${response.status}, which is no answer of Assay.`,
    );
  }
}

/** `fetch` wraps the reason that matters (refused, unknown host, timed out) in a general one. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return error.message;
}

/** The sentence of a problem document (RFC 9457). */
function detailOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { detail } = body as { detail?: unknown };
  return typeof detail === 'string' ? detail : undefined;
}
