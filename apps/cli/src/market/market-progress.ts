import type { CommandBus } from '@nestjs/cqrs';
import { type MarketOptions, simulateMarket } from '#assay/simulation';
import { grouped } from '../output/decimal-text.js';
import { perSecond, startProgress } from '../progress.js';
import type { Surroundings } from '../surroundings.js';
import { type RecordedFacts, recordHistory } from './record-market.js';

/** Records a market's history with a bar that runs from its first day to its last. */
export async function recordWithProgress(
  market: MarketOptions,
  commands: CommandBus,
  { stderr, interrupted }: Surroundings,
): Promise<RecordedFacts> {
  const history = simulateMarket(market);
  const started = performance.now();
  const progress = startProgress(stderr, 'Recording a simulated market', market.to - market.from);
  try {
    return await recordHistory(history, commands, interrupted, (reached, { accepted, duplicate }) => {
      const count = accepted + duplicate;
      progress.update(
        Math.max(0, reached - market.from),
        `${grouped(count)} events  ${perSecond(count, performance.now() - started)}`,
      );
    });
  } finally {
    progress.end();
  }
}
