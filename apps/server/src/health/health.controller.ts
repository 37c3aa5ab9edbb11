import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { Webhooks } from '#assay/delivery';
import { LEDGER, type Ledger } from '#assay/ledger';
import { ParkedCompanies, type ParkedUnit } from '#assay/scoring';

/** Parked companies that are told by name. */
const TOLD = 20;

/** Whether the process lives, and whether it is fit to be asked: for orchestrators and for people. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(LEDGER) private readonly ledger: Ledger,
    private readonly webhooks: Webhooks,
    private readonly parked: ParkedCompanies,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs and answers.' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({
    summary: 'The log can be read and the processors are live or catching up; 503 with the reason otherwise.',
  })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.log(), () => this.processors(), () => this.receivers()]);
  }

  private async log() {
    const indicator = this.indicators.check('log');
    try {
      const { position } = await this.ledger.log.head();
      return indicator.up({ position });
    } catch (error) {
      return indicator.down({ reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /**
   * Parked companies leave the server ready: every board says whose scores are incomplete. So do scores that are being built: events
   * are recorded meanwhile, and boards say how far it is (`isLive` is false then).
   */
  private async processors() {
    const indicator = this.indicators.check('processors');
    const status = this.ledger.processors.status();
    if (!status) return indicator.up({ state: 'elsewhere' });
    const { state, position, head, lag, holes, parked, lastError, build, isLive, candidate } = status;
    const companies = parked > 0 ? await this.incomplete() : [];
    const detail = { state, position, head, lag, holes, parked, companies, lastError, build, isLive, candidate };
    return state === 'live' || state === 'catching-up' || state === 'connecting'
      ? indicator.up(detail)
      : indicator.down(detail);
  }

  /** The first of the parked companies: `/v1/parked` has them all. */
  private async incomplete(): Promise<readonly ParkedUnit[]> {
    try {
      return (await this.parked.list()).companies.slice(0, TOLD);
    } catch {
      // While the scores are built anew nothing of them can be read.
      return [];
    }
  }

  /** A receiver that does not answer leaves the server ready: what it is to be told waits for it. */
  private receivers() {
    const indicator = this.indicators.check('webhooks');
    const status = this.webhooks.status();
    const all = this.webhooks.list();
    return indicator.up({
      state: status?.state ?? 'stopped',
      position: status?.position ?? 0,
      lastError: status?.lastError ?? null,
      receivers: all.length,
      gone: all.filter(({ state }) => state === 'gone').length,
      waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
      dead: all.reduce((sum, { dead }) => sum + dead, 0),
    });
  }
}
