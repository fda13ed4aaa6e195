/** The attribute certificates that directory 4 names. [PE format, The Attribute Certificate Table (Image Only)] */
import { endOf } from '../results/index.ts';
import type { Span } from '../results/index.ts';
import { CERTIFICATE } from './layouts.ts';
import type { Anomaly, Certificate, CertificateEnd, CertificateTable, DataDirectory, Image } from './model.ts';
import type { ByteSource } from './source.ts';
import type { Field } from './struct.ts';
import { Window } from './window.ts';

const { fields: SLOTS, size: HEAD_SIZE } = CERTIFICATE;

/** Directory number. [PE format, Optional Header Data Directories] */
const CERTIFICATE_DIRECTORY = 4;
/** More certificates than any real image has; the model holds no more of them. */
const KEPT = 1024;
/** Certificates start at multiples of this from the start of their table. */
const ALIGNMENT = 8;
/** Bytes that are fetched at once where heads may follow each other closely and without end. */
const READ_AHEAD = 2 ** 16;

/** Reads the heads of the certificates; the directory entry is a file offset here. */
export function readCertificateTable(
  source: ByteSource,
  directories: readonly DataDirectory[],
  anomalies: Anomaly[],
): CertificateTable | null {
  const directory = directories[CERTIFICATE_DIRECTORY];
  // An offset of 0 means that there is no table, whatever the size says; every loader takes it so.
  if (directory === undefined || directory.size.value === 0 || directory.virtualAddress.value === 0) return null;
  const span: Span = { offset: directory.virtualAddress.value, length: directory.size.value };
  const certificates: Certificate[] = [];
  const walk = walkCertificates(source, span, { offset: span.offset, index: 0, ahead: HEAD_SIZE });
  let step = walk.next();
  while (step.done !== true && certificates.length < KEPT) {
    const { length, revision, certificateType, data } = step.value;
    certificates.push({ length, revision, certificateType, data });
    step = walk.next();
  }
  const end = step.done === true ? step.value : ({ reason: 'limit', offset: step.value.data.offset } as const);
  if (end.reason === 'length') {
    anomalies.push({ code: 'certificate-walk-stopped', path: `certificates[${certificates.length}]`, at: end.length });
  }
  return { span, certificates, end };
}

/**
 * Every certificate of an image, those too that are too many for the model, read while they are asked for; at the end,
 * where and why the walk ended, which is never the limit of the model. `null` for an image without a table.
 */
export function* certificatesOf({
  source,
  certificateTable: table,
}: Image): Generator<Certificate, CertificateEnd | null> {
  if (table === null) return null;
  yield* table.certificates;
  const { offset, reason } = table.end;
  if (reason !== 'limit') return table.end;
  return yield* walkCertificates(source, table.span, { offset, index: table.certificates.length, ahead: READ_AHEAD });
}

/** Walks from certificate to certificate, each at least a head long, as far as the table and the file go. */
function* walkCertificates(
  source: ByteSource,
  span: Span,
  from: { readonly offset: number; readonly index: number; readonly ahead: number },
): Generator<Certificate, CertificateEnd> {
  const end = Math.min(endOf(span), source.length);
  const bytes = new Window(source, { offset: span.offset, length: end - span.offset }, from.ahead);
  let { offset, index } = from;
  while (offset + HEAD_SIZE <= end) {
    const length = bytes.read(SLOTS.length.as, offset + SLOTS.length.at);
    if (length < HEAD_SIZE || offset + length > end) {
      return { reason: 'length', offset, length: fieldOf(index, offset, 'length', length) };
    }
    const revision = bytes.read(SLOTS.revision.as, offset + SLOTS.revision.at);
    const type = bytes.read(SLOTS.certificateType.as, offset + SLOTS.certificateType.at);
    yield new FetchedCertificate(index, { offset, length }, revision, type);
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    index += 1;
  }
  return { reason: 'table-end', offset };
}

/** A certificate that makes its fields when they are asked for: a file may have very many, and few are ever wrong. */
class FetchedCertificate implements Certificate {
  readonly data: Span;
  readonly #index: number;
  readonly #revision: number;
  readonly #type: number;

  constructor(index: number, data: Span, revision: number, type: number) {
    this.data = data;
    this.#index = index;
    this.#revision = revision;
    this.#type = type;
  }

  get length(): Field<number> {
    return fieldOf(this.#index, this.data.offset, 'length', this.data.length);
  }

  get revision(): Field<number> {
    return fieldOf(this.#index, this.data.offset, 'revision', this.#revision);
  }

  get certificateType(): Field<number> {
    return fieldOf(this.#index, this.data.offset, 'certificateType', this.#type);
  }
}

function fieldOf(index: number, headAt: number, name: keyof typeof SLOTS, value: number): Field<number> {
  const { at, as } = SLOTS[name];
  return { offset: headAt + at, length: as.size, path: `certificates[${index}].${name}`, value };
}
