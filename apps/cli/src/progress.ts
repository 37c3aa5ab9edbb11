import cliProgress from 'cli-progress';
import stringWidth from 'string-width';
import { grouped } from './output/decimal-text.js';
import type { OutputStream } from './surroundings.js';

/** One line on a terminal's stderr that says how far a long task has come. On anything but a terminal it says nothing. */
export interface ProgressLine {
  /** @param done in the unit of `total`. @param said what else is worth knowing, such as `12,000 rows`. */
  update(done: number, said?: string): void;
  /** Removes the line. */
  end(): void;
}

/** @param total in any unit: bytes, events; 0 when it is not known yet. */
export function startProgress(stream: OutputStream, label: string, total: number): ProgressLine {
  const bar = new cliProgress.SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: null,
    fps: 10,
    etaBuffer: 40,
    format: (options, { progress, eta, startTime }, payload: { said?: string }) => {
      const share = Math.min(Math.max(progress, 0), 1);
      const left = share > 0 && share < 1 && Number.isFinite(eta) ? `${duration(eta)} left` : '';
      const figures = [
        `${Math.floor(share * 100)}%`.padStart(4),
        payload.said ?? '',
        left || duration((Date.now() - startTime) / 1000),
      ];
      const words = `${label}  ${figures.filter((word) => word !== '').join('  ')}`;
      const room = (stream.columns || 80) - stringWidth(words) - 4;
      const size = Math.min(room, 30);
      return size < 5 ? words : `${label}  ${drawn({ ...options, barsize: size }, share)} ${words.slice(label.length)}`;
    },
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  bar.start(Math.max(total, 1), 0, {});
  return {
    update: (done, said) => bar.update(Math.min(done, Math.max(total, 1)), { said }),
    end: () => bar.stop(),
  };
}

function drawn(options: Parameters<typeof cliProgress.Format.BarFormat>[1], share: number): string {
  return cliProgress.Format.BarFormat(share, options);
}

/** Seconds as `42 s`, `3 min 05 s`, `1 h 20 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Measures a rate without trusting its first moments: `41,200/s`. */
export function perSecond(count: number, elapsedMs: number): string {
  return elapsedMs <= 0 ? '–' : `${grouped(Math.round((count * 1000) / elapsedMs))}/s`;
}
