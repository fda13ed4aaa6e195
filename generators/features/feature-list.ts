import type { Layout } from '../layout/layout.ts';
import { DEBUG_FEATURES, PAYLOAD_FEATURES, TAIL_FEATURES } from './content-features.ts';
import type { Feature } from './feature.ts';
import { HEADER_FEATURES, ROOM_FEATURES } from './header-features.ts';
import { REQUEST_FEATURES } from './request-features.ts';
import { SECTION_FEATURES } from './section-features.ts';

/** Every label with its meaning, in the order in which cases list them. */
export const FEATURES: readonly Feature[] = [
  ...HEADER_FEATURES,
  ...ROOM_FEATURES,
  ...SECTION_FEATURES,
  ...PAYLOAD_FEATURES,
  ...DEBUG_FEATURES,
  ...TAIL_FEATURES,
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
