import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetScheme, ListSchemes } from '#assay/scoring';
import { SchemeParameters } from './scheme.dto.js';

/** The rulebooks in force. */
@ApiTags('schemes')
@Controller('v1/schemes')
export class SchemesController {
  constructor(private readonly queries: QueryBus) {}

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
}
