import type { Report } from '../../../src/results/index.ts';
import type { RuleResult } from '../../model/suites.ts';
import type { Budget } from '../budget.ts';
import type { Ids } from '../ids.ts';

/** What the sections of a campaign's page are made from. */
export interface CampaignParts {
  readonly report: Report;
  readonly results: readonly RuleResult[];
  readonly ids: Ids;
  readonly budget: Budget;
}
