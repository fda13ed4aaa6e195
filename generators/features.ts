import { FEATURES } from './feature-list.ts';
import type { Layout } from './layout.ts';

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
