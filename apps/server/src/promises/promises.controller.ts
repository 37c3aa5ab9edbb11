import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListPromises } from '#assay/scoring/nest';
import { PromiseParameters } from './promises.dto.js';

/** What was promised, case by case. */
@ApiTags('scores')
@Controller('v1/promises')
export class PromisesController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':scheme')
  @ApiOperation({
    summary: 'Time limits of a scheme, case by case: kept, about to break, broken; now or at any past moment.',
    description:
      'Open ones come before those that are done, the most urgent first. `steps` counts every state, whatever `state` asks for.',
  })
  read(@Param('scheme') scheme: string, @Query() { step, state, ...parameters }: PromiseParameters) {
    return this.queries.execute(new ListPromises({ scheme, ...parameters, steps: step, states: state }));
  }
}
