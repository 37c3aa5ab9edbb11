/** What leaves the ledger and can be asked for through the QueryBus. */
import { Query } from '@nestjs/cqrs';
import type { Circular, CircularQuery } from './circulars/circular.js';

export class GetCircular extends Query<Circular> {
  constructor(readonly query: CircularQuery) {
    super();
  }
}
