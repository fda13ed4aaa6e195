import type { Layout } from '../layout/layout.ts';
import { DEBUG_FEATURES, PAYLOAD_FEATURES, TAIL_FEATURES } from './content-features.ts';
import type { Feature } from './feature.ts';
import { HEADER_FEATURES, ROOM_FEATURES } from './header-features.ts';
import { REQUEST_FEATURES } from './request-features.ts';
import { SECTION_FEATURES } from './section-features.ts';
import { MORE_DEBUG_FEATURES, SIZE_FEATURES, TABLE_FEATURES, VALUE_FEATURES } from './unusual-features.ts';

/** Every label with its meaning, in the order in which cases list them. */
export const FEATURES: readonly Feature[] = [
  ...HEADER_FEATURES,
  ...VALUE_FEATURES,
  ...ROOM_FEATURES,
  ...SECTION_FEATURES,
  ...TABLE_FEATURES,
  ...PAYLOAD_FEATURES,
  ...DEBUG_FEATURES,
  ...MORE_DEBUG_FEATURES,
  ...TAIL_FEATURES,
  ...SIZE_FEATURES,
  ...REQUEST_FEATURES,
];

/** Names of the features that a layout has, in the order of {@link FEATURES}. */
export function featuresOf(layout: Layout): readonly string[] {
  const features: string[] = [];
  for (const { name, has } of FEATURES) {
    if (has(layout)) {
      features.push(name);
    }
  }
  return features;
}
