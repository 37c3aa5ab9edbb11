import { Controller, Get, HttpStatus, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventRecorder, type RecordResult, RecordEvents, recordLines } from '#assay/intake';
import { CONFIGURATION, type LedgerConfiguration } from '#assay/ledger';
import { SearchEvents } from '#assay/scoring/nest';
import { Metrics } from '../metrics/metrics.js';
import { problem, sendProblem } from '../problems/problem.js';
import { BATCH, fromBinaryMode, isBinaryMode, LINES, SINGLE } from './cloud-events.js';
import { EventSearchParameters } from './event-search.dto.js';
import { ReceiptSpool } from './receipt-spool.js';
import { receiptOf, statusOf } from './receipts.js';

/** Events in, and the audit trail out. */
@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly recorder: EventRecorder,
    private readonly metrics: Metrics,
    @Inject(CONFIGURATION) private readonly configuration: LedgerConfiguration,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Record events: one, a batch, or a stream of lines.',
    description:
      'One event (structured or binary mode) is answered with its receipt, 201 when new and 200 when it was recorded before, or with a ' +
      'problem. A batch is answered with one receipt or refusal per event. A stream of lines (NDJSON, of any length) is answered, ' +
      'when it has ended, with one line per line and a summary as the last; `receipts=refused` leaves out the lines that were taken. ' +
      'Sending the same events again changes nothing.',
  })
  @ApiConsumes(SINGLE, BATCH, LINES, 'application/json')
  @ApiBody({
    description: 'CloudEvents 1.0; the data of each event type is a schema below.',
    schema: { type: 'object' },
  })
  @ApiQuery({ name: 'receipts', required: false, enum: ['all', 'refused'], description: 'For a stream of lines.' })
  @ApiResponse({ status: 201, description: 'Recorded: id, case, position, recordedAt, status.' })
  @ApiResponse({ status: 200, description: 'Recorded before; or the answers to a batch or a stream.' })
  @ApiResponse({ status: 409, description: 'The case does not allow the fact, or the id is taken by another fact.' })
  @ApiResponse({ status: 422, description: 'The event is not valid: field, value and what would be right.' })
  async record(
    // The query is read from the request: a parameter of its own would go through the validation pipe with every event.
    @Req() request: FastifyRequest<{ Querystring: { readonly receipts?: string } }>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (mediaType === LINES) {
      await this.recordStream(request, reply, request.query.receipts === 'refused');
      return;
    }
    const { body, headers } = request;
    if (mediaType === BATCH) {
      await this.recordBatch(body, reply);
      return;
    }
    await this.recordOne(isBinaryMode(headers) ? fromBinaryMode(headers, body) : body, reply);
  }

  @Get()
  @ApiOperation({ summary: 'Search the audit trail by type, unit, time and text; a page at a time.' })
  search(@Query() { type, ...parameters }: EventSearchParameters) {
    return this.queries.execute(new SearchEvents({ ...parameters, types: type }));
  }

  private async recordOne(event: unknown, reply: FastifyReply): Promise<void> {
    const [result] = await this.send([event]);
    if (!result) throw new Error('The recorder gave no result for a record.');
    if (result.status === 'refused') {
      const { code, detail, field, value } = result.refusal;
      sendProblem(
        reply,
        problem(statusOf(code), code, detail, {
          ...(field !== undefined && { field }),
          ...(value !== undefined && { value }),
        }),
      );
      return;
    }
    // Not awaited: that would wait for the last byte to be sent, with listeners of its own for each request.
    void reply.code(result.status === 'accepted' ? HttpStatus.CREATED : HttpStatus.OK).send(receiptOf(result));
  }

  private async recordBatch(body: unknown, reply: FastifyReply): Promise<void> {
    if (!Array.isArray(body)) {
      sendProblem(reply, problem(422, 'invalid', `A body of ${BATCH} is a JSON array of events.`));
      return;
    }
    const results = await this.send(body);
    void reply.code(HttpStatus.OK).send({ ...counted(results), results: results.map(receiptOf) });
  }

  private async recordStream(request: FastifyRequest, reply: FastifyReply, refusedOnly: boolean): Promise<void> {
    const { recordBytes: maxLineBytes } = this.configuration.limits;
    const spool = new ReceiptSpool();
    const totals = { read: 0, accepted: 0, duplicate: 0, refused: 0 };
    try {
      for await (const page of recordLines(request.raw, this.recorder, { maxLineBytes })) {
        for (const { line, result } of page) {
          totals.read += 1;
          totals[result.status] += 1;
          this.metrics.records.inc({ status: result.status });
          if (!refusedOnly || result.status === 'refused')
            await spool.write(`${JSON.stringify({ line, ...receiptOf(result) })}\n`);
        }
      }
      await spool.write(`${JSON.stringify({ summary: totals })}\n`);
    } catch (error) {
      await spool.discard();
      throw error;
    }
    // A client that gives up leaves nothing on disk.
    reply.raw.once('close', () => void spool.discard());
    await reply
      .code(HttpStatus.OK)
      .type(LINES)
      .send(await spool.read());
  }

  private async send(records: readonly unknown[]): Promise<RecordResult[]> {
    const stop = this.metrics.recordSeconds.startTimer();
    const results: RecordResult[] = await this.commands.execute(new RecordEvents(records));
    stop();
    for (const { status } of results) this.metrics.records.inc({ status });
    return results;
  }
}

function counted(results: readonly RecordResult[]) {
  const count = (status: RecordResult['status']): number => results.filter((result) => result.status === status).length;
  return {
    read: results.length,
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    refused: count('refused'),
  };
}
