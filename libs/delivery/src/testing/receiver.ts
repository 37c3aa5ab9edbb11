/** A receiver of webhooks for tests: it checks every signature, keeps what came, and answers as it is told to. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import type { MessageBody } from '../webhooks/message.js';

export const SECRET = `whsec_${Buffer.from('a secret that only the two of us know').toString('base64')}`;

export interface Received {
  readonly id: string;
  readonly body: MessageBody;
  readonly at: number;
}

type Answer = (response: ServerResponse, received: Received) => void;

export class Receiver {
  readonly received: Received[] = [];
  answer: Answer = (response) => void response.writeHead(204).end();
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly server: Server) {}

  static async open(secret = SECRET): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void receiver.take(request, response, secret);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async until(count: number, timeoutMs = 10_000): Promise<readonly Received[]> {
    const deadline = Date.now() + timeoutMs;
    while (this.received.length < count) {
      if (Date.now() > deadline) throw new Error(`${this.received.length} of ${count} messages came.`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.received;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse, secret: string): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString('utf8');
    try {
      new Verifier(secret).verify(text, request.headers as Record<string, string>);
    } catch (error) {
      response.writeHead(401).end(String(error));
      return;
    }
    const received = {
      id: String(request.headers['webhook-id']),
      body: JSON.parse(text) as MessageBody,
      at: Date.now(),
    };
    this.received.push(received);
    for (const wake of [...this.waiting]) wake();
    this.waiting.clear();
    this.answer(response, received);
  }
}
