/* A harness for "zbootkit verify --harness": docs/harness.md of the package has the protocol.
 * Build: cc -O2 -o harness harness.c    Run: npx zbootkit verify --harness -- ./harness
 * Put your own rewriter in place of append(). This one takes plain images and refuses all others. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELLO = 1, READY, APPEND, REWRITTEN, REFUSED };
typedef struct { uint32_t id, kind, value, length[3]; } Frame; /* little-endian, as the hosts that this is for */

static uint32_t get(const uint8_t *p) { return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24; }
static void put(uint8_t *p, uint32_t v) { for (int i = 0; i < 4; i++) p[i] = v >> 8 * i; }
static uint64_t up(uint64_t v, uint64_t to) { return (v + to - 1) / to * to; }

static void answer(uint32_t id, uint32_t kind, uint32_t value, const void *bytes, size_t length) {
  Frame frame = {id, kind, value, {length, 0, 0}};
  fwrite(&frame, sizeof frame, 1, stdout);
  fwrite(bytes, 1, length, stdout);
  fflush(stdout);
}

/* Appends a section; returns NULL, or why not. *out is to be freed. */
static const char *append(const uint8_t *in, size_t size, const uint8_t *name, size_t nameSize, const uint8_t *content,
                          size_t contentSize, uint32_t flags, uint8_t **out, size_t *outSize) {
  if (size < 64 || in[0] != 'M' || in[1] != 'Z') return "This is not an MZ file.";
  size_t pe = get(in + 60);
  if (pe > size || size - pe < 24 || memcmp(in + pe, "PE\0\0", 4) != 0) return "There is no PE header.";
  size_t count = in[pe + 6] | in[pe + 7] << 8, optionalSize = in[pe + 20] | in[pe + 21] << 8;
  size_t opt = pe + 24, table = opt + optionalSize, end = table + 40 * count;
  if (count == 0 || count >= 96 || optionalSize < 152 || end + 40 > size) return "The headers are cut short.";
  if ((in[opt] | in[opt + 1] << 8) != 0x20b || optionalSize != 112 + 8 * (uint64_t)get(in + opt + 108))
    return "This is not PE32+ with directories that fill its header.";
  uint32_t sectionAlign = get(in + opt + 32), fileAlign = get(in + opt + 36), headers = get(in + opt + 60);
  if (sectionAlign < 4096 || fileAlign == 0 || fileAlign > sectionAlign) return "These alignments are not usual.";
  if (get(in + pe + 12) != 0) return "There is a symbol table.";
  if (get(in + opt + 144) != 0 || get(in + opt + 148) != 0) return "The image is signed.";
  if (nameSize == 0 || nameSize > 8 || contentSize == 0) return "A section needs a name of 1 to 8 bytes, and content.";
  for (size_t i = 0; i < nameSize; i++) if (name[i] < 0x21 || name[i] > 0x7e) return "No section can have this name.";
  if (flags != 0x40000040) return "I append readable initialised data only.";
  uint64_t address = 0, data = 0;
  for (const uint8_t *s = in + table; s < in + end; s += 40) {
    uint64_t loaded = (uint64_t)get(s + 12) + (get(s + 8) != 0 ? get(s + 8) : get(s + 16));
    if (loaded > address) address = loaded;
    if (get(s + 16) != 0 && (get(s + 20) < end + 40)) return "There is no room for a section header.";
    if (get(s + 16) != 0 && (uint64_t)get(s + 20) + get(s + 16) > data) data = (uint64_t)get(s + 20) + get(s + 16);
    if (memcmp(s, name, nameSize) == 0 && (nameSize == 8 || s[nameSize] == 0)) return "There is such a section.";
  }
  if (get(in + opt + 16) >= address) return "The entry point lies outside of all sections.";
  if (get(in + opt + 56) > address) address = get(in + opt + 56); /* what is reserved stays so */
  if (headers < end + 40 || data != size || size % fileAlign != 0) return "The layout is not plain.";
  for (size_t i = end; i < headers; i++) if (in[i] != 0) return "Something lies after the section table.";
  uint64_t rawSize = up(contentSize, fileAlign), newEnd = up(up(address, sectionAlign) + contentSize, sectionAlign);
  if (newEnd > UINT32_MAX) return "The image is too large.";
  *outSize = size + rawSize;
  if ((*out = calloc(1, *outSize)) == NULL) return "There is not enough memory.";
  memcpy(*out, in, size);
  memcpy(*out + size, content, contentSize);
  uint8_t *header = *out + end, *o = *out + opt;
  memcpy(header, name, nameSize);
  put(header + 8, contentSize), put(header + 12, up(address, sectionAlign)), put(header + 16, rawSize);
  put(header + 20, size), put(header + 36, flags);
  (*out)[pe + 6] = (count + 1) & 0xff, (*out)[pe + 7] = (count + 1) >> 8;
  put(o + 8, get(o + 8) + rawSize);
  put(o + 56, newEnd);
  put(o + 64, 0); /* CheckSum: 0 stands for none */
  return NULL;
}

int main(void) {
  for (Frame frame; fread(&frame, sizeof frame, 1, stdin) == 1;) {
    size_t sizes[3] = {frame.length[0], frame.length[1], frame.length[2]}, all = sizes[0] + sizes[1] + sizes[2];
    uint8_t *parts = malloc(all + 1), *out = NULL;
    size_t outSize = 0;
    if (parts == NULL || fread(parts, 1, all, stdin) != all) return 1;
    if (frame.kind == HELLO) {
      answer(frame.id, READY, 1, "example in C", 12);
    } else if (frame.kind == APPEND) {
      const uint8_t *name = parts + sizes[0], *content = name + sizes[1];
      const char *why = append(parts, sizes[0], name, sizes[1], content, sizes[2], frame.value, &out, &outSize);
      if (why == NULL) answer(frame.id, REWRITTEN, 0, out, outSize);
      else answer(frame.id, REFUSED, 0, why, strlen(why));
    }
    free(out);
    free(parts);
  }
}
