import { grouped } from '../../page/index.ts';
import type { Line } from '../../page/index.ts';
import { endOf, formatSpan, hex } from '../../results/index.ts';
import type { Span } from '../../results/index.ts';
import type { Feature, Inspection } from '../model/inspection.ts';
import { featureText, regionText } from '../model/wording.ts';
import { headingLine } from './heading.ts';
import { tableLines } from './table.ts';
import type { Row } from './table.ts';

/** Columns by which what lies in a region stands further in than the region. */
const INNER_INDENT = 2;

/** Every byte of the file with its use, and below each region what is known to lie in it. */
export function regionLines(inspection: Inspection, width: number): readonly Line[] {
  const { image, features } = inspection;
  const rows: Row[] = [];
  let next = 0;
  for (const region of image.regionMap.regions) {
    rows.push(rowOf(region, regionText(inspection, region)));
    for (; next < features.length; next += 1) {
      const feature = features[next];
      if (feature === undefined || feature.offset >= endOf(region)) break;
      // Slack that debug data uses is a region already.
      if (region.kind === 'claimed-slack' && feature.owner === region.owner) continue;
      rows.push({ ...rowOf(feature, insideText(inspection, feature, region)), indent: INNER_INDENT });
    }
  }
  const heading = headingLine('Regions of the file', `${grouped(image.fileSize)} bytes`);
  return [heading, ...tableLines(rows, { aligned: ['left', 'right'], width })];
}

function rowOf(span: Span, prose: string): Row {
  return span.length === 0
    ? { cells: [hex(span.offset), ''], prose }
    : { cells: [formatSpan(span), grouped(span.length)], prose };
}

function insideText(inspection: Inspection, feature: Feature, region: Span): string {
  const text = featureText(inspection, feature);
  return endOf(feature) > endOf(region) ? `${text}, extends beyond the region` : text;
}
