import { CommandFailure } from '../failure.js';

type Scalar = string | number | undefined;
export type QueryParameters = Readonly<Record<string, Scalar | readonly Scalar[]>>;

export interface ServerRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly parameters?: QueryParameters;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** How long an answer may take; absent: half a minute. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;

/** A running server, asked over HTTP; what it refuses and what goes wrong on the way is a sentence for the user. */
export class ServerRequests {
  constructor(
    private readonly url: string,
    private readonly interrupted?: AbortSignal,
  ) {}

  async json<T>(path: readonly string[], request: ServerRequest = {}): Promise<T> {
    const response = await this.ask(
      path,
      request,
      'application/json',
      AbortSignal.timeout(request.patienceMs ?? PATIENCE_MS),
    );
    if (!response.ok) throw await this.failure(response);
    if (response.status === 204) return undefined as T;
    const body: unknown = await response.json().catch(() => undefined);
    if (body === undefined) throw await this.failure(response);
    return body as T;
  }

  /** A document of any length, for which nobody knows how long it may take. */
  async stream(path: readonly string[], request: ServerRequest = {}): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.ask(path, request, '*/*');
    if (!response.ok || response.body === null) throw await this.failure(response);
    return response.body;
  }

  private async ask(
    path: readonly string[],
    { method = 'GET', parameters = {}, body }: ServerRequest,
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
    return fetch(url, {
      method,
      headers: { accept, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any(signals),
    }).catch((error: unknown) => {
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
