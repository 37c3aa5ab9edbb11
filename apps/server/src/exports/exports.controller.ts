import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ExportResults } from '#assay/delivery/nest';
import { sendDocument } from '../documents/send-document.js';
import { ExportParameters } from './export.dto.js';

/** Results as files for other systems. */
@ApiTags('results')
@Controller('v1/exports')
export class ExportsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':scheme')
  @ApiOperation({
    summary: 'A whole board, its measures, or the evidence behind it, as CSV, JSON, NDJSON or XLSX.',
    description:
      'Every row says by which rulebook (id, version, hash), as known at which position, and from which ledger and sources it is. The same ' +
      'question at the same position gives the same bytes. In CSV a text that a spreadsheet would run as a formula gets an apostrophe ' +
      'before it. In XLSX what has more than 15 digits is text, and `language` chooses the titles.',
  })
  @ApiProduces(
    'text/csv',
    'application/json',
    'application/x-ndjson',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  )
  async read(
    @Param('scheme') scheme: string,
    @Query() { ...parameters }: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendDocument(reply, await this.queries.execute(new ExportResults({ scheme, ...parameters })));
  }
}
