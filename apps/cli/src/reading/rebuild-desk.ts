/** Where the builds of the scores are looked after: in the ledger's folder, beside a running server or without one, or at a server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RebuildAnswer, RebuildCommand, RebuildProgress, RebuildStatus } from '#assay/scoring';
import { CommandFailure } from '../failure.js';
import { noLedger, type ReadingOptions } from '../options.js';
import type { Surroundings } from '../surroundings.js';
import { ServerRequests } from './server-requests.js';

export interface RebuildDesk {
  /** Whether what is begun goes on when this command ends. */
  readonly goesOnAlone: boolean;
  status(): Promise<RebuildStatus>;
  /** @throws CommandFailure with the sentence of a refusal */
  ask(command: RebuildCommand, onProgress?: (progress: RebuildProgress) => void): Promise<RebuildAnswer>;
  /** Position of the last recorded event, where it can be known. */
  head(): Promise<number | null>;
  close(): Promise<void>;
}

export async function openRebuildDesk(surroundings: Surroundings, options: ReadingOptions): Promise<RebuildDesk> {
  if (options.server !== undefined) return remoteDesk(new ServerRequests(options.server, surroundings.interrupted));
  const { configurationFor, openToAsk } = await import('../ledger-session.js');
  const configuration = await configurationFor(surroundings, options);
  if (!existsSync(join(configuration.data, 'log.db'))) throw noLedger(configuration.data);
  const processors = configuration.processors === 'thread' ? 'inline' : configuration.processors;
  const { ledger } = await openToAsk(surroundings, { ...configuration, processors }, 'whichever');
  return {
    goesOnAlone: ledger.access === 'read' || processors === 'off',
    status: () => ledger.rebuilds.status(),
    ask: async (command, onProgress) => {
      const answer = await ledger.rebuilds.ask(command, onProgress);
      if (!answer.ok) throw new CommandFailure(answer.sentence);
      return answer;
    },
    head: async () => (await ledger.log.head()).position,
    close: () => ledger.close(),
  };
}

function remoteDesk(server: ServerRequests): RebuildDesk {
  const path = ['v1', 'rebuild'];
  return {
    goesOnAlone: true,
    status: () => server.json(path),
    ask: ({ kind, ...body }) => server.json(kind === 'start' ? path : [...path, kind], { method: 'POST', body }),
    head: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
}
