import { Body, ConflictException, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { LEDGER, type Ledger } from '#assay/ledger';
import type { RebuildAnswer, RebuildCommand, RebuildStatus } from '#assay/scoring';
import { CompaniesRequest, RebuildRequest } from './rebuild.dto.js';

/** The builds of the scores: how they stand, and what is to be done with them. */
@ApiTags('operations')
@Controller('v1/rebuild')
export class RebuildController {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  @Get()
  @ApiOperation({ summary: 'Which build is live, which is in the making and how far, which can be rolled back to.' })
  status(): Promise<RebuildStatus> {
    return this.ledger.rebuilds.status();
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Build the scores anew beside the live ones.',
    description: 'It is compared with the live build at one position and goes live in one step, when they are equal.',
  })
  start(@Body() { hold = false }: RebuildRequest): Promise<RebuildAnswer> {
    return this.ask({ kind: 'start', hold });
  }

  @Post('go-live')
  @HttpCode(202)
  @ApiOperation({ summary: 'Let a build that is held, or differs, go live.' })
  goLive(): Promise<RebuildAnswer> {
    return this.ask({ kind: 'go-live' });
  }

  @Post('abort')
  @HttpCode(200)
  @ApiOperation({ summary: 'Delete the build in the making.' })
  abort(): Promise<RebuildAnswer> {
    return this.ask({ kind: 'abort' });
  }

  @Post('roll-back')
  @HttpCode(202)
  @ApiOperation({ summary: 'Bring the build before up to date and make it live again.' })
  rollBack(): Promise<RebuildAnswer> {
    return this.ask({ kind: 'roll-back' });
  }

  @Post('companies')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take in again companies that a poison event has parked, each alone, from the log.',
    description:
      'After new code can read the event, or it was corrected. One that still cannot be taken in stays parked.',
  })
  companies(@Body() { companies = [] }: CompaniesRequest): Promise<RebuildAnswer> {
    return this.ask({ kind: 'companies', companies });
  }

  private async ask(command: RebuildCommand): Promise<RebuildAnswer> {
    const answer = await this.ledger.rebuilds.ask(command);
    if (!answer.ok) throw new ConflictException(answer.sentence);
    return answer;
  }
}
