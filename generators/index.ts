export { caseAt, caseFromPlan, caseSeed, featuresOfPlan, foreignAt, foreignCase, planAt, zbootCase } from './case.ts';
export type { PlanSource, ZbootCase } from './case.ts';
export { LISTED_HOSTILE } from './campaign-case.ts';
export type { CampaignCase } from './campaign-case.ts';
export { caseOf, inSequence, shrinkFrom } from './case-source.ts';
export type { CaseAddress, ShrinkStart } from './case-source.ts';
export { EXTREMES } from './draw/extreme-list.ts';
export type { Extreme } from './draw/extreme-list.ts';
export { extremeCase } from './draw/extremes.ts';
export { GRID_SIZE, gridCase } from './draw/grid.ts';
export { CoverageTally, INTERACTIONS, coverageOf, interactionLabel, interactionsOf } from './features/coverage.ts';
export type { Interaction, LabelCounts } from './features/coverage.ts';
export type { Feature, FeatureGroup } from './features/feature.ts';
export { FEATURES } from './features/feature-list.ts';
export { HOSTILE_CASES, HOSTILE_GROUPS, hostileCaseImage } from './hostile/cases.ts';
export type {
  HostileCase,
  HostileCaseImage,
  HostileGroup,
  HostileVariant,
  LoaderAnswer,
  LoaderAnswers,
  RequestChange,
  RewriterAnswer,
} from './hostile/cases.ts';
export { editedImage, hostileAt, hostileImage, splicedImage, truncatedImage } from './hostile/hostile-image.ts';
export type { HostileImage, HostileKind } from './hostile/hostile.ts';
export type { ListedMutation } from './hostile/mutation.ts';
export { expectedFacts } from './emit/image-facts.ts';
export type { ImageFacts, SectionFacts } from './emit/image-facts.ts';
export { KERNEL_KINDS, kernelPlan } from './draw/kernels.ts';
export type { KernelFacts, KernelKind, KernelSizes } from './draw/kernels.ts';
export { DULL_PLAN, PlanError } from './plan/plan.ts';
export type { Compression, Machine, Plan, RequestPlan, SectionKind, SectionPlan, Shape } from './plan/plan.ts';
export { ODD_NAMES } from './draw/request-arbitrary.ts';
export { zbootPlan } from './draw/plan-arbitrary.ts';
export { planFromJson } from './plan/json.ts';
export { parsePlan, printPlan } from './plan/text.ts';
export type { PortableArbitrary } from './portable.ts';
