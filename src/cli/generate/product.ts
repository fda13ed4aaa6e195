import { createHash } from 'node:crypto';
import { caseFromPlan, expectedFacts, hostileAt, printPlan } from '../../../generators/index.ts';
import type { Plan } from '../../../generators/index.ts';
import type { AppendRequest } from '../../contract/index.ts';
import type { FileRow, ImageRow, ManifestSource } from '../../fixtures/index.ts';
import { appendSections } from '../../rewriter/index.ts';
import { judgementOf } from './judgement.ts';
import { fieldsOf, mutationsOf, tellingWords } from './mutations.ts';
import { hostileStem, validStem } from './names.ts';

/** A file to write and what the manifest says of it. */
export interface ProductFile<Row extends FileRow = FileRow> {
  readonly row: Row;
  readonly bytes: Uint8Array;
}

/** One image and its companions. */
export interface Product {
  readonly image: ProductFile<ImageRow>;
  /** The content to append and what came of it; none unless pairs were asked for. Sorted by path, behind the image's. */
  readonly companions: readonly ProductFile[];
  /** What coverage tables count it by: features of a valid image, or what was done to make a hostile one. */
  readonly labels: readonly string[];
}

/** What a product is called and what belongs to it. */
export interface ProductSetting {
  /** The start of its name, which makes it unique. */
  readonly prefix: string;
  readonly companions: 'none' | 'pairs';
}

/**
 * Makes the image of a plan.
 *
 * @throws PlanError when the plan cannot be laid out
 */
export function productOfPlan(plan: Plan, source: ManifestSource | null, setting: ProductSetting): Product {
  const { image, request, features, declares } = caseFromPlan(plan);
  const expect = expectedFacts(plan);
  const { machine, compression } = plan;
  const stem = validStem(setting.prefix, { machine, compression, sectionCount: expect.sections.length, features });
  const files = assembled(stem, image, request, setting, {
    expect,
    features,
    mutations: [],
    plan: printPlan(plan),
    source,
    validity: declares.length === 0 ? 'valid' : 'acceptable',
    violates: declares,
  });
  return { ...files, labels: features };
}

/** Makes a hostile image and judges it. */
export function hostileProduct(source: ManifestSource, setting: ProductSetting): Product {
  const hostile = hostileAt(source.seed, source.index);
  const { bytes, request, kind } = hostile;
  const mutations = mutationsOf(hostile);
  const stem = hostileStem(setting.prefix, kind, tellingWords(hostile.mutations));
  const facts = { expect: null, features: [], mutations, plan: null, source, ...judgementOf(bytes) };
  return { ...assembled(stem, bytes, request, setting, facts), labels: [kind, ...fieldsOf(hostile.mutations)] };
}

type Facts = Pick<ImageRow, 'expect' | 'features' | 'mutations' | 'plan' | 'source' | 'validity' | 'violates'>;

const WITHOUT_PAIRS = { answer: null, expected: null, request: null, section: null } as const;

function assembled(
  stem: string,
  image: Uint8Array,
  request: AppendRequest,
  { companions }: ProductSetting,
  facts: Facts,
): Omit<Product, 'labels'> {
  const path = `${stem}.efi`;
  const row = { mode: 'image', ...fileOf(path, image), ...facts } as const;
  if (companions === 'none') return { image: { row: { ...row, ...WITHOUT_PAIRS }, bytes: image }, companions: [] };
  const section = fileOf(`${stem}.section.bin`, request.content);
  const result = appendSections(image, [request]);
  const output = result.kind === 'rewritten' ? fileOf(`${stem}.out.efi`, result.bytes) : null;
  const paired: ImageRow = {
    ...row,
    answer: result.kind === 'rewritten' ? { kind: 'rewritten' } : { kind: 'refused', code: result.code },
    expected: output?.path ?? null,
    request: {
      name: request.name,
      characteristics: request.characteristics,
      sha256: section.sha256,
      size: section.size,
    },
    section: section.path,
  };
  const outputs: readonly ProductFile[] =
    output === null || result.kind === 'refused'
      ? []
      : [{ row: { mode: 'expected', image: path, ...output }, bytes: result.bytes }];
  const content: ProductFile = { row: { mode: 'section', image: path, ...section }, bytes: request.content };
  return { image: { row: paired, bytes: image }, companions: [...outputs, content] };
}

function fileOf(path: string, bytes: Uint8Array): Pick<FileRow, 'path' | 'sha256' | 'size'> {
  return { path, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}
