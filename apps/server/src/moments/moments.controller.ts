import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CompareMoments, GetHistory, ListBackdated } from '#assay/scoring/nest';
import { BackdatedParameters, ComparisonParameters, HistoryParameters } from './moments.dto.js';

/** How scores came to be what they are, over the positions of the ledger. */
@ApiTags('moments')
@Controller('v1')
export class MomentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('history/:scheme')
  @ApiOperation({
    summary: 'A score as a series: what it was after every event that changed the unit’s own figures.',
    description:
      'Each point is what the board said at its position. Ranks, and what is relative to others, may have changed in between. The last ' +
      'point is the moment asked for.',
  })
  history(@Param('scheme') scheme: string, @Query() { ...parameters }: HistoryParameters) {
    return this.queries.execute(new GetHistory({ scheme, ...parameters }));
  }

  @Get('backdated')
  @ApiOperation({
    summary:
      'What was back-dated: recorded long after it happened, by company and source, and what it did to the scores.',
    description:
      'A fact is back-dated when it was recorded more than `over` after it happened; a correction or a voiding, when it was recorded ' +
      'more than that after what it is about happened.',
  })
  backdated(@Query() { ...parameters }: BackdatedParameters) {
    return this.queries.execute(new ListBackdated(parameters));
  }

  @Get('diff/:scheme')
  @ApiOperation({
    summary: 'What moved between two moments: by unit, by measure, and by case, with the events in between.',
    description:
      'For every unit and measure, the later figure less the earlier one is the sum of what `cases` (all pages) and `moved` say.',
  })
  compare(@Param('scheme') scheme: string, @Query() { ...parameters }: ComparisonParameters) {
    return this.queries.execute(new CompareMoments({ scheme, ...parameters }));
  }
}
