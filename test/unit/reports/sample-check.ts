import { LAYOUTS } from './sample-layouts.ts';
import type { Finding, Verdict, CheckedFile, CheckedRule } from '../../../src/results/index.ts';

const finding: Finding = {
  about: 'sections[1].pointerToRawData',
  expected: { kind: 'multiple-of', value: 0x200 },
  actual: 0x3f0,
  at: [{ file: 'image', offset: 0x19c, length: 4 }],
};

const failed: Verdict = { kind: 'fail', findings: [finding] };

function checkedRule(id: string, name: string, row: Partial<CheckedRule>): CheckedRule {
  return {
    id,
    name,
    title: 'The raw data of every section starts at a multiple of fileAlignment.',
    level: 'error',
    severity: 'rejected',
    references: ['PE format, Section Table'],
    rejectedBy: [],
    effect: null,
    verdict: { kind: 'pass' },
    excerpts: [],
    ...row,
  };
}

/** An image with one failure of each level, a rule with nothing at stake, a skip and a broken checker. */
export const UNSOUND: CheckedFile = {
  path: 'broken.efi',
  profile: 'edk2',
  because: null,
  cause: null,
  caveat: null,
  files: [],
  layouts: { before: null, after: LAYOUTS.after },
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  results: [
    checkedRule('PE-OPT-020', 'linker-version', { level: 'info', verdict: failed }),
    checkedRule('PE-SEC-031', 'raw-data-in-order', {
      level: 'warning',
      severity: 'mishandled',
      rejectedBy: ['pesign: leaves out the last header'],
      verdict: failed,
    }),
    checkedRule('PE-SEC-014', 'raw-data-aligned', {
      severity: 'rejected',
      effect: { kind: 'misread', by: 'EDK2 2022.11', what: 'loads it, and the last section wins' },
      rejectedBy: ['edk2', 'shim pe.c:705: "Malformed section header"', 'pefile: warns'],
      verdict: failed,
      excerpts: [
        {
          file: 'image',
          offset: 0x190,
          hex: '2e646174610000000010000000f0030000020000f0030000',
          marks: [{ offset: 0x19c, length: 4 }],
        },
      ],
    }),
    checkedRule('PE-SIG-004', 'certificate-table-aligned', {
      verdict: { kind: 'skip', reason: 'the image carries no signature' },
    }),
    checkedRule('PE-SIG-005', 'certificates-whole', {
      verdict: { kind: 'vacuous', reason: 'there are no certificates' },
    }),
    checkedRule('ZB-011', 'gzip-header-form', { verdict: { kind: 'error', message: 'RangeError: out of bounds' } }),
    checkedRule('PE-HDR-001', 'pe-signature', {}),
  ],
};

/** An image with which nothing is wrong. */
export const SOUND: CheckedFile = {
  path: 'arm64-6.12-zstd.efi',
  profile: 'zboot',
  because: null,
  cause: null,
  caveat: null,
  files: [],
  layouts: { before: null, after: LAYOUTS.after },
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  results: [
    checkedRule('PE-HDR-001', 'pe-signature', {}),
    checkedRule('PE-HDR-002', 'dos-magic', {}),
    checkedRule('PE-SIG-004', 'certificate-table-aligned', { verdict: { kind: 'skip', reason: 'no signature' } }),
    checkedRule('PE-OPT-020', 'linker-version', { level: 'info', verdict: failed }),
  ],
};

/** An append whose output lost bytes of its input. */
export const APPENDED: CheckedFile = {
  path: 'new/out.efi',
  profile: 'zboot',
  because: null,
  cause: null,
  caveat: null,
  files: [
    { file: 'before', path: 'vmlinuz.efi' },
    { file: 'content', path: 'prog.bpf' },
  ],
  layouts: LAYOUTS,
  sha256: null,
  results: [
    checkedRule('PR-KEEP-001', 'section-content', {
      title: 'The new section holds the content that was asked for.',
      verdict: {
        kind: 'fail',
        findings: [
          {
            about: 'sections[2].rawData',
            expected: { kind: 'same-bytes', as: { file: 'content', offset: 0, length: 5 } },
            actual: 'five zero bytes',
            at: [{ file: 'after', offset: 0x600, length: 5 }],
          },
        ],
      },
      excerpts: [
        { file: 'content', offset: 0, hex: '48656c6c6f', marks: [{ offset: 0, length: 5 }] },
        { file: 'after', offset: 0x600, hex: '0000000000000000', marks: [{ offset: 0x600, length: 5 }] },
      ],
    }),
  ],
};

/** The unsound image as two profiles see it: one does not judge by a rule of the other, and levels differ. */
export const UNSOUND_TWICE: readonly CheckedFile[] = [
  {
    ...UNSOUND,
    results: UNSOUND.results.filter(({ id }) => id !== 'PE-SEC-031'),
  },
  {
    ...UNSOUND,
    profile: 'shim',
    results: UNSOUND.results.map((result) => (result.id === 'PE-OPT-020' ? { ...result, level: 'warning' } : result)),
  },
];
