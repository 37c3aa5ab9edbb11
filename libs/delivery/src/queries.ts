/** What leaves the ledger and can be asked for through the QueryBus. */
import { Query } from '@nestjs/cqrs';
import type { Circular, CircularQuery } from './circulars/circular.js';
import type { DeliveredDocument } from './delivered-document.js';
import type { ExportQuery } from './exports/export-query.js';

export class GetCircular extends Query<Circular> {
  constructor(readonly query: CircularQuery) {
    super();
  }
}

export class ExportResults extends Query<DeliveredDocument> {
  constructor(readonly query: ExportQuery) {
    super();
  }
}
