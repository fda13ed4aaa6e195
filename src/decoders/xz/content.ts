import { NotVerified } from '../decoding.ts';
import type { Sink } from '../decoding.ts';
import { History } from '../history.ts';
import { Lzma } from '../lzma/lzma.ts';
import { windowOf } from '../lzma/window.ts';
import type { Check } from './check.ts';
import type { Chain } from './filters/chain.ts';

/** The end of the filters of one block. */
interface Block {
  readonly stage: Sink;
  readonly end: () => void;
}

/** What the blocks of a stream decode to, one after the other. They share one dictionary, which each begins anew. */
export class Content {
  readonly #sink: Sink;
  readonly #limit: number;
  readonly #filters = new Set<string>();
  #block: Block | null = null;
  #window = 0;
  #history: History | null = null;
  #lzma: Lzma | null = null;
  #length = 0;

  constructor(sink: Sink, limit: number) {
    this.#sink = sink;
    this.#limit = limit;
  }

  /** Bytes that have come to the sink. */
  get length(): number {
    return this.#length;
  }

  /** What its blocks have before LZMA2, each once, in the order in which it came. */
  get filters(): readonly string[] {
    return [...this.#filters];
  }

  /** Begins a block. @param check what is told of its bytes */
  begin({ dictionary, names, filter }: Chain, check: Check | null): { readonly history: History; readonly lzma: Lzma } {
    if (names !== '') this.#filters.add(names);
    const stage = filter({
      write: (chunk) => {
        this.#write(chunk, check);
      },
      end: () => undefined,
    });
    this.#block = {
      stage,
      end: () => {
        stage.end();
      },
    };
    // No match reaches farther back than the content is long, so that a larger window would be of no use.
    const window = Math.max(1, Math.min(windowOf(dictionary), this.#limit));
    if (this.#history === null || this.#lzma === null || window > this.#window) {
      this.#window = window;
      this.#history = new History({ write: (chunk) => this.#block?.stage.write(chunk) }, window, Infinity);
      this.#lzma = new Lzma(this.#history);
    }
    this.#lzma.limit(window);
    return { history: this.#history, lzma: this.#lzma };
  }

  /** Hands on what the block has given so far, except for what a filter holds back. */
  flush(): void {
    this.#history?.flush();
  }

  /** Ends a block. */
  end(): void {
    this.flush();
    this.#block?.end();
    this.#block = null;
  }

  /** Refuses a block of a size that is too large. @param size as it is stated */
  expect(size: number): void {
    const total = this.#length + size;
    if (total > this.#limit)
      throw new NotVerified('length', `states a content of ${total} bytes, more than ${this.#limit}`);
  }

  #write(chunk: Uint8Array, check: Check | null): void {
    if (this.#length + chunk.length > this.#limit) {
      throw new NotVerified('length', `decompresses to more than ${this.#limit} bytes`);
    }
    this.#length += chunk.length;
    check?.update(chunk);
    if (chunk.length > 0) this.#sink.write(chunk);
  }
}
