import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { SchemePublisher } from '#assay/ledger/nest';
import { GetScheme, ListSchemes } from '#assay/scoring/nest';
import { SchemeParameters } from './scheme.dto.js';

class PublicationRequest {
  @ApiProperty({ type: Object, description: 'The scheme document, as docs/schemes.md describes it.' })
  @IsObject()
  document!: object;

  @ApiPropertyOptional({ description: 'On whose decision it is published, and why.' })
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  note?: string;
}

/** The rulebooks in force. */
@ApiTags('schemes')
@Controller('v1/schemes')
export class SchemesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly publisher: SchemePublisher,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All schemes: id, version, content hash, titles.' })
  list() {
    return this.queries.execute(new ListSchemes());
  }

  @Get(':scheme')
  @ApiOperation({ summary: 'One scheme: its document, its hash, and the same rules in words.' })
  read(@Param('scheme') scheme: string, @Query() { language }: SchemeParameters) {
    return this.queries.execute(new GetScheme({ scheme, language }));
  }

  @Post()
  @ApiOperation({
    summary: 'Publish a rulebook into the ledger.',
    description:
      'What is published is never changed: a new version stands beside the old one. All that is recorded is scored by it; its boards ' +
      'can be asked for when that is done.',
  })
  @ApiBody({ type: PublicationRequest })
  @ApiResponse({ status: 201, description: 'Published: scheme, version, hash, and the receipt of the event.' })
  @ApiResponse({ status: 200, description: 'The same document was published before: its first receipt.' })
  @ApiResponse({ status: 409, description: 'Its id and version are taken.' })
  @ApiResponse({ status: 422, description: 'It is no sound rulebook: every problem with the place where it stands.' })
  async publish(@Body() { document, note }: PublicationRequest, @Res() reply: FastifyReply): Promise<void> {
    const published = await this.publisher.publish(document, note);
    const isNew = published.receipt.status === 'accepted';
    await reply.code(isNew ? HttpStatus.CREATED : HttpStatus.OK).send(published);
  }
}
