import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecordEvents, type RecordReceipt, type RecordResult } from '#assay/intake';
import { soundScheme } from '#assay/scoring';
import { RULEBOOK, type SchemePublished } from '#assay/service-record';
import { formatTimestamp } from '#assay/transparency';
import { LEDGER, type Ledger } from './ledger.js';

/** What is published is never changed, and what comes with the product cannot be published again. */
export class SchemeConflictError extends Error {
  override readonly name = 'SchemeConflictError';
}

export interface Publication {
  readonly scheme: string;
  readonly version: number;
  /** SHA-256 (hex) of the canonical bytes of the document: with id and version the identity of the rulebook. */
  readonly hash: string;
  readonly receipt: RecordReceipt;
}

/** Publishes rulebooks into the ledger: the one place that sees to it that only a sound one gets there. */
@Injectable()
export class SchemePublisher {
  constructor(
    private readonly commands: CommandBus,
    @Inject(LEDGER) private readonly ledger: Ledger,
  ) {}

  /**
   * The very same document a second time is no second publication: its first receipt comes back.
   *
   * @throws SchemeError with every problem of a document that is no sound rulebook
   * @throws SchemeConflictError when its id and version are taken
   */
  async publish(document: unknown, note?: string): Promise<Publication> {
    const scheme = await soundScheme(document);
    const { id, version, hash } = scheme;
    const earlier = (await this.ledger.log.readStream(RULEBOOK)).find(
      ({ body }) => (JSON.parse(body) as { id: string }).id === `${id}@${version}`,
    );
    if (!earlier && this.ledger.schemes.has(scheme))
      throw new SchemeConflictError(
        `${id}@${version} comes with the product. Give your own rulebook another id, or version ${version + 1}.`,
      );
    const data: SchemePublished = { id, version, hash, document: scheme.document, ...(note !== undefined && { note }) };
    const event: unknown = earlier
      ? sameAgain(earlier.body, hash, `${id}@${version}`)
      : {
          specversion: '1.0',
          id: `${id}@${version}`,
          source: 'urn:assay:rulebook',
          type: 'scheme.published.v1',
          subject: RULEBOOK,
          time: formatTimestamp(Date.now()),
          data,
        };
    const [result] = await this.commands.execute<RecordEvents, RecordResult[]>(new RecordEvents([event]));
    if (!result) throw new Error('The recorder gave no result for a record.');
    if (result.status === 'refused') throw new SchemeConflictError(result.refusal.detail);
    return { scheme: id, version, hash, receipt: result };
  }
}

/** The event as it was recorded, when it published the same bytes. */
function sameAgain(body: string, hash: string, name: string): unknown {
  const event = JSON.parse(body) as { readonly data: SchemePublished };
  if (event.data.hash === hash) return event;
  throw new SchemeConflictError(
    `${name} is published already, and what is published is never changed: give the new rulebook version ${event.data.version + 1}.`,
  );
}
