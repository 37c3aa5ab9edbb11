/**
 * Sends one message. Whom it may reach is decided when it connects, by the address that the name then resolves to
 * (request-filtering-agent), so that a name which leads to a private address later is refused too. No redirect is followed,
 * the answer is read only so far as it can be shown, and everything together has a time limit.
 */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { Webhook as Signer } from 'standardwebhooks';
import { targetFault } from './check-webhook.js';

export interface Delivery {
  readonly url: string;
  /** A signature by each: a receiver takes any that it can check. */
  readonly secrets: readonly string[];
  readonly id: string;
  readonly body: string;
  readonly timeoutMs: number;
}

export type DeliveryOutcome =
  | { readonly ok: true; readonly status: number }
  /** `retryAfterMs`: what the receiver asked for. `gone`: it wants no more of them. */
  | { readonly ok: false; readonly error: string; readonly retryAfterMs?: number; readonly gone?: true };

/** As much of an answer as is read. */
const MOST_ANSWER = 16_384;
/** As much of it as an error shows. */
const SHOWN_ANSWER = 200;
const GONE = 410;

export class Post {
  private readonly agents: { readonly http: RequestFilteringHttpAgent; readonly https: RequestFilteringHttpsAgent };

  constructor(
    private readonly allowPrivateTargets: boolean,
    private readonly now: () => number = Date.now,
  ) {
    const options = { keepAlive: true, allowPrivateIPAddress: allowPrivateTargets };
    this.agents = { http: new RequestFilteringHttpAgent(options), https: new RequestFilteringHttpsAgent(options) };
  }

  /** Never rejects: whatever goes wrong is an outcome. */
  async send(delivery: Delivery, signal: AbortSignal): Promise<DeliveryOutcome> {
    const fault = targetFault(delivery.url, this.allowPrivateTargets);
    if (fault !== undefined) return { ok: false, error: fault };
    const timeout = AbortSignal.timeout(delivery.timeoutMs);
    try {
      return await this.exchange(delivery, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (timeout.aborted) return { ok: false, error: `No answer within ${delivery.timeoutMs} ms.` };
      if (signal.aborted) return { ok: false, error: 'The server stopped before an answer came.' };
      return { ok: false, error: `It could not be reached: ${sentenceOf(error)}` };
    }
  }

  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private exchange({ url, secrets, id, body }: Delivery, signal: AbortSignal): Promise<DeliveryOutcome> {
    const isHttps = new URL(url).protocol === 'https:';
    const at = new Date(this.now());
    const options = {
      method: 'POST',
      agent: isHttps ? this.agents.https : this.agents.http,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Assay-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
      },
    };
    return new Promise((resolve, reject) => {
      const take = (response: IncomingMessage): void => void this.outcome(response).then(resolve, reject);
      const request = isHttps ? requestHttps(url, options, take) : requestHttp(url, options, take);
      request.once('error', reject);
      request.end(body);
    });
  }

  private async outcome(response: IncomingMessage): Promise<DeliveryOutcome> {
    const status = response.statusCode ?? 0;
    const answer = await beginningOf(response);
    if (status >= 200 && status < 300) return { ok: true, status };
    const said = answer === '' ? '' : `: ${answer}`;
    const isRedirect = status >= 300 && status < 400;
    const retryAfterMs = retryAfter(response.headers['retry-after'], this.now());
    return {
      ok: false,
      error: isRedirect
        ? `It answered ${status}, a redirect, and none is followed: give the webhook its final address.`
        : `It answered ${status}${said}`,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(status === GONE && { gone: true }),
    };
  }
}

/** What was answered, cut short; a longer answer is not read to its end. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    // Leaving the loop destroys the response, and with it the connection.
    if (length >= MOST_ANSWER) break;
  }
  const text = Buffer.concat(parts).toString('utf8').replace(/\s+/g, ' ').trim();
  return text.length <= SHOWN_ANSWER ? text : `${text.slice(0, SHOWN_ANSWER)}…`;
}

/** Seconds, or an HTTP date. */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Several addresses tried in vain come as one error without words of its own. */
function sentenceOf(error: unknown): string {
  const { errors, message } = error as { readonly errors?: unknown; readonly message?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.map(sentenceOf).join('; ');
  return typeof message === 'string' ? message : String(error);
}
