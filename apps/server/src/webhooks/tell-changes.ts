import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Webhooks } from '#assay/delivery';

/** The server alone tells of changes: it is the one process that runs for as long as there is something to tell. */
@Injectable()
export class TellChanges implements OnApplicationBootstrap {
  constructor(private readonly webhooks: Webhooks) {}

  onApplicationBootstrap(): Promise<void> {
    return this.webhooks.start();
  }
}
