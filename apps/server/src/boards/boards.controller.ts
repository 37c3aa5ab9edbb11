import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isSupposing } from '#assay/scoring';
import { GetBoard, GetExplanation, GetSensitivity, SupposeBoard, SupposeExplanation } from '#assay/scoring/nest';
import { BoardParameters, ExplanationParameters, SensitivityParameters } from './board.dto.js';

/** Scores, and how they come about. */
@ApiTags('scores')
@Controller('v1')
export class BoardsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('boards/:scheme')
  @ApiOperation({
    summary: 'The board of a scheme over a period: ranks, scores, grades and measures of every unit of a level.',
  })
  board(@Param('scheme') scheme: string, @Query() { ...parameters }: BoardParameters) {
    const query = { scheme, ...parameters };
    return isSupposing(query)
      ? this.queries.execute(new SupposeBoard(query))
      : this.queries.execute(new GetBoard(query));
  }

  @Get('explanations/:scheme')
  @ApiOperation({
    summary:
      'From a grade to its measures, their numerators and denominators, the cases behind them, and their events.',
  })
  explanation(@Param('scheme') scheme: string, @Query() { ...parameters }: ExplanationParameters) {
    const query = { scheme, ...parameters };
    return isSupposing(query)
      ? this.queries.execute(new SupposeExplanation(query))
      : this.queries.execute(new GetExplanation(query));
  }

  @Get('sensitivity/:scheme')
  @ApiOperation({
    summary:
      'What lies closest to changing the grade of a unit: the fewest cases without which it would be above or below, and ' +
      'how far each parameter may be moved.',
  })
  sensitivity(@Param('scheme') scheme: string, @Query() { ...parameters }: SensitivityParameters) {
    return this.queries.execute(new GetSensitivity({ scheme, ...parameters }));
  }
}
