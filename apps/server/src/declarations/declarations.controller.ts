import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetDeclarations } from '#assay/scoring/nest';
import { DeclarationsParameters } from './declarations.dto.js';

/** What companies say of themselves, beside what the ledger makes of their cases. */
@ApiTags('scores')
@Controller('v1/declarations')
export class DeclarationsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':scheme')
  @ApiOperation({
    summary:
      'Declared figures beside recomputed ones, by unit and measure: whether they match, and by how much they differ.',
    description:
      'A figure matches when ours, rounded half up to the decimals that the scheme says it is declared with, is what was declared. ' +
      'The difference is declared less ours, before any rounding. `nothing recorded`: declared, but the ledger holds no case to compute it from.',
  })
  declarations(@Param('scheme') scheme: string, @Query() { ...parameters }: DeclarationsParameters) {
    return this.queries.execute(new GetDeclarations({ scheme, ...parameters }));
  }
}
