import { Controller, Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { circularDocument } from '#assay/delivery';
import { GetCircular } from '#assay/delivery/nest';
import { sendDocument } from '../documents/send-document.js';
import { CircularParameters } from './circular.dto.js';

/** What inspections found, as it is handed to those inspected. */
@ApiTags('results')
@Controller('v1/circulars')
export class CircularsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'A circular (通報) over a period: units, inspections, findings, repeat findings, items below par.',
    description:
      'Findings stand by unit, then by severity. A finding is a repeat when the same finding (by its code; without one by rule and item, ' +
      'else by its words) was made at the same unit in an earlier inspection, whenever that was.',
  })
  @ApiProduces('application/json', 'text/plain', 'text/csv')
  async read(
    @Query() { format = 'json', language = 'en', ...query }: CircularParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const circular = await this.queries.execute(new GetCircular(query));
    await sendDocument(reply, circularDocument(circular, format, language));
  }
}
