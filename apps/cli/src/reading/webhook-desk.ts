/** Where webhooks are looked after: in the ledger's folder, beside a running server or without one, or at a server. */
import type { AddedWebhook, DeadLetter, DeliveryOutcome, WebhookView } from '#assay/delivery';
import type { ReadingOptions } from '../options.js';
import type { Surroundings } from '../surroundings.js';
import { ServerRequests } from './server-requests.js';

export interface WebhookDesk {
  list(): Promise<readonly WebhookView[]>;
  add(request: object): Promise<AddedWebhook>;
  remove(id: string): Promise<void>;
  test(id: string): Promise<DeliveryOutcome>;
  rotate(id: string): Promise<AddedWebhook>;
  resume(id: string): Promise<WebhookView>;
  deadLetters(id: string): Promise<readonly DeadLetter[]>;
  resend(id: string, message?: string): Promise<number>;
  close(): Promise<void>;
}

export async function openDesk(surroundings: Surroundings, options: ReadingOptions): Promise<WebhookDesk> {
  if (options.server !== undefined) return remoteDesk(new ServerRequests(options.server, surroundings.interrupted));
  const [{ Webhooks }, { openConfigured, openScored }] = await Promise.all([
    import('#assay/delivery'),
    import('../ledger-session.js'),
  ]);
  const { context } = await openScored(surroundings, options, (configuration) =>
    openConfigured(surroundings, configuration, 'whichever'),
  );
  const webhooks = context.get(Webhooks);
  /* eslint-disable @typescript-eslint/require-await -- what is wrong is a rejection, as it is from a server */
  return {
    list: async () => webhooks.list(),
    add: (request) => webhooks.add(request),
    remove: async (id) => webhooks.remove(id),
    test: (id) => webhooks.test(id),
    rotate: async (id) => webhooks.rotate(id),
    resume: async (id) => {
      webhooks.resume(id);
      return webhooks.webhook(id);
    },
    deadLetters: async (id) => webhooks.deadLetters(id),
    resend: async (id, message) => webhooks.resend(id, message),
    close: () => context.close(),
  };
  /* eslint-enable @typescript-eslint/require-await */
}

function remoteDesk(server: ServerRequests): WebhookDesk {
  const path = (...rest: string[]): string[] => ['v1', 'webhooks', ...rest];
  return {
    list: () => server.json(path()),
    add: (body) => server.json(path(), { method: 'POST', body }),
    remove: (id) => server.json(path(id), { method: 'DELETE' }),
    test: (id) => server.json(path(id, 'test'), { method: 'POST' }),
    rotate: (id) => server.json(path(id, 'rotate'), { method: 'POST' }),
    resume: (id) => server.json(path(id, 'resume'), { method: 'POST' }),
    deadLetters: (id) => server.json(path(id, 'dead-letters')),
    resend: async (id, message) => {
      const parameters = { message };
      const answer = await server.json<{ resent: number }>(path(id, 'dead-letters', 'resend'), {
        method: 'POST',
        parameters,
      });
      return answer.resent;
    },
    close: () => Promise.resolve(),
  };
}
