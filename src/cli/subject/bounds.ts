import type { CampaignOptions } from '../../campaign/index.ts';
import type { Io } from '../io.ts';
import type { Stop } from './stop.ts';

/** What bounds a campaign, in milliseconds. */
export interface BoundOptions {
  /** The whole of it. */
  readonly maxTime?: number;
  /** The search for smaller cases. */
  readonly shrink?: number | 'none';
}

/** Shares of the whole time after which a phase ends, so that there is some left for those that follow. */
const SHARES = { sweep: 0.7, shrink: 0.9, store: 1 } as const;

/** The ends of the phases of a campaign. */
export interface Bounds {
  readonly shouldStop: CampaignOptions['shouldStop'];
  /** As long as nothing has failed there is nothing to shrink or to store, and cases may take the whole time. */
  readonly noteFailure: () => void;
}

/** When each phase of a campaign has to end: at an interrupt, or when its time is up. */
export function boundsOf({ maxTime, shrink }: BoundOptions, stop: Stop, io: Io): Bounds {
  const start = io.now().getTime();
  let shrinkStart: number | null = null;
  let hasFailed = false;
  const shouldStop: Bounds['shouldStop'] = (phase) => {
    // What was found is stored all the same, as long as the subject can be called.
    if (stop.interrupted() && phase !== 'store') return true;
    if (phase === 'shrink' && shrink === 'none') return true;
    const isBounded = maxTime !== undefined || (phase === 'shrink' && shrink !== undefined);
    if (!isBounded) return false;
    const now = io.now().getTime();
    if (maxTime !== undefined && now - start >= maxTime * (hasFailed ? SHARES[phase] : 1)) return true;
    if (phase !== 'shrink' || shrink === undefined || shrink === 'none') return false;
    shrinkStart ??= now;
    return now - shrinkStart >= shrink;
  };
  return {
    shouldStop,
    noteFailure() {
      hasFailed = true;
    },
  };
}
