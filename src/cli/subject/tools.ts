/** Tools that append sections, as they are called by those who use them for it. */
const TOOLS = {
  objcopy: [
    'objcopy',
    '--add-section={name}={section}',
    '--set-section-flags={name}=alloc,load,readonly,data',
    '{in}',
    '{out}',
  ],
  'llvm-objcopy': [
    'llvm-objcopy',
    '--add-section={name}={section}',
    '--set-section-flags={name}=alloc,load,readonly,data',
    '{in}',
    '{out}',
  ],
  ukify: ['ukify', 'build', '--stub={in}', '--section={name}:@{section}', '--output={out}'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A tool whose call is known. */
export type ToolName = keyof typeof TOOLS;

/** Every tool whose call is known. */
export const TOOL_NAMES: readonly ToolName[] = ['objcopy', 'llvm-objcopy', 'ukify'];

/** The command that makes a tool append a section, with placeholders. It is the first of that name on the PATH. */
export function toolCommand(name: ToolName): readonly string[] {
  return TOOLS[name];
}
