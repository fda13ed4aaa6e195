/**
 * Every document that a rule may cite. A rule names an entry of this table, so a citation cannot be misspelt, and the
 * table shows which parts of which document are covered.
 */
const DOCUMENTS = {
  PE: { title: 'PE format', url: 'https://learn.microsoft.com/windows/win32/debug/pe-format' },
  UEFI: { title: 'UEFI specification 2.10', url: 'https://uefi.org/specs/UEFI/2.10/' },
  AUTHENTICODE: { title: 'Windows Authenticode PE Signature Format', url: 'https://aka.ms/AuthenticodePE' },
  ZBOOT: {
    title: 'Linux zboot',
    url: 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/drivers/firmware/efi/libstub',
  },
  LINUX_DOCUMENTATION: { title: 'Linux kernel documentation', url: 'https://docs.kernel.org/' },
  KEXEC: { title: 'kexec-tools', url: 'https://git.kernel.org/pub/scm/utils/kernel/kexec/kexec-tools.git' },
  SHIM: { title: 'shim', url: 'https://github.com/rhboot/shim' },
  UEFI_CA: {
    title: 'Microsoft UEFI CA',
    url: 'https://learn.microsoft.com/windows-hardware/drivers/bringup/uefi-ca-memory-mitigation-requirements',
  },
  UKI: {
    title: 'UAPI.5 Unified Kernel Image',
    url: 'https://uapi-group.org/specifications/specs/unified_kernel_image/',
  },
  TOOLKIT: { title: 'zbootkit policy', url: 'https://www.npmjs.com/package/zbootkit' },
} as const;

type DocumentId = keyof typeof DOCUMENTS;

/** A part of a document that a rule follows from. */
export interface Reference {
  readonly document: DocumentId;
  readonly title: string;
  readonly url: string;
  readonly section: string;
}

function cite(document: DocumentId, section: string): Reference {
  return { document, ...DOCUMENTS[document], section };
}

/** The citable parts, by short name. */
export const REFERENCES = {
  dosStub: cite('PE', 'MS-DOS Stub (Image Only)'),
  signature: cite('PE', 'Signature (Image Only)'),
  coffHeader: cite('PE', 'COFF File Header (Object and Image)'),
  machineTypes: cite('PE', 'Machine Types'),
  characteristics: cite('PE', 'Characteristics'),
  optionalHeader: cite('PE', 'Optional Header (Image Only)'),
  standardFields: cite('PE', 'Optional Header Standard Fields (Image Only)'),
  windowsFields: cite('PE', 'Optional Header Windows-Specific Fields (Image Only)'),
  subsystem: cite('PE', 'Windows Subsystem'),
  dllCharacteristics: cite('PE', 'DLL Characteristics'),
  dataDirectories: cite('PE', 'Optional Header Data Directories (Image Only)'),
  sectionTable: cite('PE', 'Section Table (Section Headers)'),
  sectionFlags: cite('PE', 'Section Flags'),
  sectionData: cite('PE', 'Section Data'),
  symbolTable: cite('PE', 'COFF Symbol Table'),
  stringTable: cite('PE', 'COFF String Table'),
  certificateTable: cite('PE', 'The Attribute Certificate Table (Image Only)'),
  relocations: cite('PE', 'The .reloc Section (Image Only)'),
  debugDirectory: cite('PE', 'The .debug Section: Debug Directory (Image Only)'),
  debugType: cite('PE', 'Debug Type'),
  imageHash: cite('AUTHENTICODE', 'Calculating the PE Image Hash'),
  uefiImages: cite('UEFI', '2.1.1 UEFI Images'),
  uefiCertificates: cite('UEFI', '32 Secure Boot and Driver Signing, WIN_CERTIFICATE'),
  memoryProtection: cite('UEFI', '2.3 Calling Conventions, memory attributes'),
  zbootHeader: cite('ZBOOT', 'zboot-header.S'),
  zbootLayout: cite('ZBOOT', 'zboot.lds'),
  zbootMakefile: cite('ZBOOT', 'Makefile.zboot'),
  arm64Boot: cite('LINUX_DOCUMENTATION', 'arch/arm64/booting'),
  loongArchBoot: cite('LINUX_DOCUMENTATION', 'arch/loongarch/booting'),
  riscvImage: cite('LINUX_DOCUMENTATION', 'arch/riscv/boot-image-header'),
  kexecZboot: cite('KEXEC', 'kexec/kexec-pe-zboot.c'),
  sbat: cite('SHIM', 'SBAT.md'),
  unifiedKernelImage: cite('UKI', 'Multi-Profile UKIs'),
  caMemory: cite('UEFI_CA', 'UEFI memory mitigations'),
  caSigning: cite('UEFI_CA', 'signing requirements'),
  appendPolicy: cite('TOOLKIT', 'what an append may change'),
} as const satisfies Readonly<Record<string, Reference>>;

/** A reference in one line, such as `PE format, Section Table (Section Headers)`. */
export function formatReference({ title, section }: Reference): string {
  return `${title}, ${section}`;
}
