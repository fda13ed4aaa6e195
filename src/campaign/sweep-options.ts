import { levelOf } from '../../properties/index.ts';
import type { Rule } from '../../properties/index.ts';
import type { CampaignOptions } from './options.ts';
import type { SweepOptions } from './sweep.ts';

/** The options of the part of a campaign that examines cases. */
export function sweepOptionsOf(options: CampaignOptions, rules: readonly Rule[]): SweepOptions {
  return {
    ...options,
    rules,
    onProgress: (done, planned) => {
      options.onProgress('sweep', done, planned);
    },
    onFailure: (rule, at) => {
      if (levelOf(rule.id, options.profile) !== 'info') options.onFailure(rule.id, at);
    },
    shouldStop: () => options.shouldStop('sweep'),
  };
}
