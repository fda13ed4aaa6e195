import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PlanError, caseAt, caseFromPlan, parsePlan, printPlan } from '../../../generators/index.ts';
import type { ZbootCase } from '../../../generators/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import type { ExitCode } from '../exit.ts';
import { makeFolder, namesIn, writeWhole } from '../files.ts';
import type { Io } from '../io.ts';
import { VERSION } from '../version.ts';

export interface GenerateOptions {
  readonly seed: number;
  readonly count: number;
  readonly out: string;
  readonly plan?: string;
  readonly quiet?: true;
}

interface Named {
  readonly stem: string;
  readonly index: number | null;
  readonly zbootCase: ZbootCase;
}

/** Writes generated images, the content to append to each and a manifest that describes them. */
export async function generate(options: GenerateOptions, io: Io): Promise<ExitCode> {
  const { out, seed, quiet } = options;
  const [present] = await namesIn(out);
  if (present !== undefined) {
    throw new UsageError(
      `${out}: the folder is not empty (it holds ${JSON.stringify(present)}); name an empty or a new one.`,
    );
  }
  const cases = options.plan === undefined ? drawn(options) : [fromPlan(options.plan)];
  await makeFolder(out);
  const entries = [];
  for (const named of cases) entries.push(await writeCase(out, named));
  const manifest = {
    schema: 'urn:zbootkit:manifest:v0',
    tool: { name: 'zbootkit', version: VERSION },
    seed: options.plan === undefined ? seed : null,
    count: entries.length,
    files: entries,
  };
  await writeWhole(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, 0o644);
  if (quiet !== true)
    io.err(`${out}: ${entries.length} ${entries.length === 1 ? 'image' : 'images'} and manifest.json written.\n`);
  return EXIT.conformant;
}

function* drawn({ seed, count }: GenerateOptions): Generator<Named> {
  const digits = Math.max(4, String(count - 1).length);
  for (let index = 0; index < count; index += 1) {
    yield { stem: String(index).padStart(digits, '0'), index, zbootCase: caseAt(seed, index) };
  }
}

function fromPlan(text: string): Named {
  try {
    return { stem: 'plan', index: null, zbootCase: caseFromPlan(parsePlan(text)) };
  } catch (cause) {
    if (cause instanceof PlanError) throw new UsageError(`--plan: ${cause.message.replace(/^plan: /, '')}.`);
    throw cause;
  }
}

async function writeCase(folder: string, { stem, index, zbootCase }: Named): Promise<object> {
  const { image, request, plan, features, declares } = zbootCase;
  const files = { image: `${stem}.efi`, content: `${stem}.section.bin` };
  await writeWhole(join(folder, files.image), image, 0o644);
  await writeWhole(join(folder, files.content), request.content, 0o644);
  return {
    path: files.image,
    index,
    sha256: sha256(image),
    size: image.length,
    plan: printPlan(plan),
    features,
    declares,
    request: {
      name: request.name,
      characteristics: request.characteristics,
      content: files.content,
      sha256: sha256(request.content),
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
