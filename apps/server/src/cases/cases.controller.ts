import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { GetCase } from '#assay/scoring/nest';
import { MomentParameters } from '../reading.dto.js';

class CaseParameters extends MomentParameters {
  @ApiProperty({ description: 'The case: `complaint/ct-cid/7005690/GEICO Indemnity Company`.' })
  @IsString()
  @MaxLength(1_000)
  id!: string;
}

@ApiTags('events')
@Controller('v1/cases')
export class CasesController {
  constructor(private readonly queries: QueryBus) {}

  /** The id stands in the query string: it holds slashes, which paths and proxies mistreat. */
  @Get()
  @ApiOperation({
    summary:
      'One case as it is, or was known to be: its state, what it adds to the scores, and every event with both its times.',
  })
  read(@Query() { id, knownAt }: CaseParameters) {
    return this.queries.execute(new GetCase({ id, knownAt }));
  }
}
