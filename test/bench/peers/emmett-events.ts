import type { Fact } from '#assay/service-record';

/** What Emmett's two stores have in common, as far as it is used here. */
export interface EmmettEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: { readonly envelope: Envelope };
}

/** What a fact says of itself beside type and data. */
interface Envelope {
  readonly time: string;
  readonly [attribute: string]: unknown;
}

export interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly EmmettEvent[],
    options: { readonly expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>;
  readStream(stream: string): Promise<{ readonly events: readonly EmmettEvent[] }>;
}

/** Emmett counts a stream's events from one. */
export const expectedVersion = (revision: number): bigint | 'STREAM_DOES_NOT_EXIST' =>
  revision === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision);

export function toEmmett({ type, data, ...envelope }: Fact): EmmettEvent {
  return { type, data, metadata: { envelope } };
}

export function fromEmmett({ type, data, metadata: { envelope } }: EmmettEvent): object {
  return { ...envelope, type, data };
}

/** The best of the settings tried: the consumers' own pause between batches would otherwise be most of the time. */
export const PULLING = { batchSize: 1_000, pullingFrequencyInMs: 1 };
