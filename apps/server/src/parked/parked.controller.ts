import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListParked } from '#assay/scoring/nest';

/** Whose scores are incomplete. */
@ApiTags('operations')
@Controller('v1/parked')
export class ParkedController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'Companies that a poison event has parked: since which position, and why.',
    description: 'After the fault is mended or the event corrected, `POST /v1/rebuild/companies` takes them in again.',
  })
  list() {
    return this.queries.execute(new ListParked());
  }
}
