import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Webhooks, webhookSettings } from '#assay/delivery';
import { z } from 'zod';
import { ResendParameters } from './webhook.dto.js';

const { $schema: _dialect, ...BODY } = z.toJSONSchema(webhookSettings, { io: 'input' });

/** Who is told when scores, grades and ranks change. */
@ApiTags('webhooks')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks) {}

  @Get()
  @ApiOperation({ summary: 'All webhooks, and how each fares: what waits, what was set aside, the last error.' })
  list() {
    return this.webhooks.list();
  }

  @Post()
  @ApiOperation({
    summary: 'Tell a receiver of changes from now on.',
    description:
      'Messages are signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature) and come at least once, in order ' +
      'for each unit; the same webhook-id is the same message. A secret that is made is answered this once.',
  })
  @ApiBody({ schema: BODY as object })
  @ApiResponse({ status: 201, description: 'The webhook, with its secret.' })
  add(@Body() body: unknown) {
    return this.webhooks.add(body);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One webhook, and how it fares.' })
  read(@Param('id') id: string) {
    return this.webhooks.webhook(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Tell it no more, also not what is on its way.' })
  remove(@Param('id') id: string): void {
    this.webhooks.remove(id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a signed message of type webhook.test at once, and tell what became of it.' })
  test(@Param('id') id: string) {
    return this.webhooks.test(id);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give it another secret, answered this once; for a day messages carry a signature by each.',
  })
  rotate(@Param('id') id: string) {
    return this.webhooks.rotate(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on after the receiver answered 410 Gone, and try what waits at once.' })
  resume(@Param('id') id: string) {
    this.webhooks.resume(id);
    return this.webhooks.webhook(id);
  }

  @Get(':id/dead-letters')
  @ApiOperation({ summary: 'Messages that were set aside after too many tries, oldest first, with the last error.' })
  deadLetters(@Param('id') id: string) {
    return this.webhooks.deadLetters(id);
  }

  @Post(':id/dead-letters/resend')
  @HttpCode(200)
  @ApiOperation({ summary: 'Put messages that were set aside, or one of them, back on their way.' })
  resend(@Param('id') id: string, @Query() { message }: ResendParameters) {
    return { resent: this.webhooks.resend(id, message) };
  }
}
